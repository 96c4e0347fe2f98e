import { usesToken } from '../values/nameTemplate';
import type { Step } from './schema/steps';

/** Whether a name is known only when the file is made: it speaks of its bytes, or of a size that only the pixels tell. */
export function isLateName(name: string, steps: readonly Step[]): boolean {
  return (
    usesToken(name, 'digest', 'pixelDigest') || (steps.some(({ operation }) => operation === 'trim') && usesToken(name, 'width', 'height'))
  );
}

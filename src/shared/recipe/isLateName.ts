import { usesToken } from '../values/nameTemplate';
import type { Step } from './schema/steps';

/** Whether a name is known only after the file has been made: it contains a digest, or a size that depends on the pixels. */
export function isLateName(name: string, steps: readonly Step[]): boolean {
  return (
    usesToken(name, 'digest', 'pixelDigest') || (steps.some(({ operation }) => operation === 'trim') && usesToken(name, 'width', 'height'))
  );
}

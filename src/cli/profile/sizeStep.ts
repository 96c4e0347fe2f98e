import type { SizeOptions } from '../args/imageOptions';
import { UsageError } from '../environment/usageError';
import { definedValues } from './definedValues';
import type { ProfileStep } from './profileParts';

/** The resize step that the size options ask for. */

const typedSizeKeys = ['width', 'height', 'longEdge', 'shortEdge', 'percent', 'megapixels'] as const;

/** A size as typed: the size keys of a resize step. */
export type TypedSize = Partial<Record<(typeof typedSizeKeys)[number], number>>;

export const sizeOptionNames = '--long-edge, --short-edge, --percent, --megapixels, or --width and --height';

/**
 * The size that the options name; undefined when they name none.
 * @throws UsageError when they name several
 */
export function typedSize(options: SizeOptions): TypedSize | undefined {
  const size = definedValues(Object.fromEntries(typedSizeKeys.map((key) => [key, options[key]]))) as TypedSize;
  const kinds = new Set(Object.keys(size).map((key) => (key === 'width' || key === 'height' ? 'box' : key)));
  if (kinds.size > 1) throw new UsageError(`specify only one size: ${sizeOptionNames}`);
  if (kinds.size === 1) return size;
  if (options.fit !== undefined || options.enlarge) throw new UsageError('--fit and --enlarge need a size, such as --long-edge 800');
  return undefined;
}

/** A resize step without the keys of its size. */
export function withoutSize(step: ProfileStep): ProfileStep {
  const entries = Object.entries(step).filter(([key]) => !typedSizeKeys.some((sizeKey) => sizeKey === key));
  return Object.fromEntries(entries) as unknown as ProfileStep;
}

/** Puts a size into the last resize step, or adds a step at the end when there is none. */
export function resizedSteps(steps: readonly ProfileStep[], size: TypedSize, options: SizeOptions): ProfileStep[] {
  const last = steps.findLastIndex(({ operation }) => operation === 'resize');
  const before = last < 0 ? { operation: 'resize' } : withoutSize(steps[last] as ProfileStep);
  const { fit, enlarge } = options;
  const step = { ...before, ...size, ...definedValues({ fit, enlarge }) } as unknown as ProfileStep;
  return last < 0 ? [...steps, step] : steps.with(last, step);
}

import type { Profile } from '../../shared/recipe/recipe';
import type { ProfileChanges } from './applyOptions';
import { typedSize } from './sizeStep';

/** Names errors by what was typed: `--quality` says more than `outputs[0].quality`. */

/** Options by the place of their values in a profile, with the names of commander. */
const outputOptions = ['quality', 'widths', 'densities', 'maxBytes', 'name', 'format', 'svgAggressive', 'svgPrefix'] as const;
const profileOptions = ['include', 'exclude', 'conflict', 'neverLarger', 'metadata', 'colorProfile', 'keepTimestamps'] as const;
const listOptions = ['manifest', 'manifestFormat', 'manifestDigest', 'markup', 'markupKind'] as const;
const fitOptions = ['fit', 'enlarge'] as const;

/** `maxBytes` as `--max-bytes`. */
function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `svg.prefix` as `svgPrefix`. */
function camelCase(path: string): string {
  return path.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The option of these names that was typed. */
function typedFlag(name: string, names: readonly (keyof ProfileChanges)[], options: ProfileChanges): string | undefined {
  const found = names.find((each) => each === name);
  return found !== undefined && options[found] !== undefined ? flag(found) : undefined;
}

/** @param key such as `quality`, `widths[1]` or `svg.prefix`; empty for the output as a whole */
function outputName(key: string, options: ProfileChanges): string | undefined {
  const path = key.replace(/\[\d+\]/g, '');
  // A --set takes precedence over the option of the same parameter.
  const set = options.set?.findLast(([each]) => each === path || each.startsWith(`${path}.`) || path.startsWith(`${each}.`));
  return set && path !== '' ? `--set ${set[0]}` : typedFlag(camelCase(path), outputOptions, options);
}

function stepName([index, key]: readonly [number, string], profile: Profile, options: ProfileChanges): string | undefined {
  const { steps = [] } = profile;
  const { step: typedSteps = [] } = options;
  const typed = typedSteps[index - (steps.length - typedSteps.length)];
  if (typed) {
    // A step as JSON may lack its operation.
    const name = typeof typed.operation === 'string' ? `--step ${typed.operation}` : '--step';
    return key === '' ? name : `${name}:${key}`;
  }
  const own = steps.slice(0, steps.length - typedSteps.length);
  const size = typedSize(options);
  if (!size || own.findLastIndex(({ operation }) => operation === 'resize') !== index) return undefined;
  return key in size ? flag(key) : typedFlag(key, fitOptions, options);
}

/** The unknown keys of an output, which the schema reports for the output as a whole. */
function unknownKey(message: string, options: ProfileChanges): string | undefined {
  return options.set?.find(([key]) => message.split(/[ ,]+/).includes(key.split('.').at(-1) as string))?.[0];
}

/**
 * What a person typed that leads to an error, such as `--quality`, `--set sizes` or `--step blur:sigma`; undefined when the profile
 * has the value from elsewhere.
 * @param error with the path inside the profile, such as `outputs[0].quality`
 * @param profile with the values of the options
 */
export function typedName(
  { path, message }: { readonly path: string; readonly message: string },
  profile: Profile,
  options: ProfileChanges,
): string | undefined {
  const [, part, index, key = ''] = /^(outputs|steps)\[(\d+)\]\.?(.*)$/s.exec(path) ?? [];
  if (part === 'steps') return stepName([Number(index), key], profile, options);
  if (part === undefined) {
    const name = camelCase(path.replace(/\[\d+\]/g, ''));
    const list = name === 'manifestFile' || name === 'markupFile' ? name.slice(0, -'File'.length) : name;
    return typedFlag(list, [...profileOptions, ...listOptions], options);
  }
  const unknown = key === '' || message.startsWith('unknown key') ? unknownKey(message, options) : undefined;
  return unknown === undefined ? outputName(key, options) : `--set ${unknown}`;
}

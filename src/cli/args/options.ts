import { resolve } from 'node:path';
import { Argument, InvalidArgumentError, Option } from 'commander';
import { isBucketUrl } from '../../shared/protocol/bucketUrl';
import { suggestion } from './suggestion';

/**
 * Makes options with parsed values. A placeholder of `<file>` or `<folder>` in the flags also determines what completion offers,
 * as the choices do.
 */

export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

function rangeText({ least, most, whole = true }: NumberRange): string {
  return `a ${whole ? 'whole number' : 'number'} from ${least} to ${most}`;
}

/** @throws InvalidArgumentError */
export function parseNumber(text: string, range?: NumberRange): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError(`It must be ${range ? rangeText(range) : 'a number'}.`);
  if (range && (value < range.least || value > range.most || (range.whole !== false && !Number.isInteger(value))))
    throw new InvalidArgumentError(`It must be ${rangeText(range)}.`);
  return value;
}

/** A number. Without a range, the recipe schema validates it. */
export function numberOption(flags: string, description: string, range?: NumberRange): Option {
  return new Option(flags, description).argParser((text) => parseNumber(text, range));
}

/** A number, or a word instead of one. Without a range, the recipe schema validates the number. */
export function numberOrWordOption(flags: string, description: string, word: string): Option {
  return new Option(flags, description).argParser((text) => {
    if (text.trim().toLowerCase() === word) return word;
    if (text.trim() === '' || !Number.isFinite(Number(text))) throw new InvalidArgumentError(`It must be a number or ${word}.`);
    return Number(text);
  });
}

/** Numbers separated by commas, such as `480,960`. */
export function numbersOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => text.split(',').map((part) => parseNumber(part)));
}

/** One of several words. */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description).choices(choices);
  return option.argParser((text) => {
    if (!choices.includes(text)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.${suggestion(text, choices)}`);
    return text;
  });
}

/**
 * One or several of the words, separated by commas; the option may be repeated. The value is a list, each word once.
 * @param aliases other words by which the choices are known
 */
export function choicesOption(
  flags: string,
  description: string,
  choices: readonly string[],
  aliases: ReadonlyMap<string, string> = new Map(),
): Option {
  return choiceOption(flags, description, choices).argParser((text, previous: readonly string[] | undefined) => {
    const words = text.split(',').map((typed) => {
      const word = typed.trim().toLowerCase();
      return aliases.get(word) ?? word;
    });
    const wrong = words.find((word) => !choices.includes(word));
    if (wrong !== undefined) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.${suggestion(wrong, choices)}`);
    return [...new Set([...(previous ?? []), ...words])];
  });
}

/** An option that may be repeated. The value is a list. */
export function repeatableOption<Value>(flags: string, description: string, parse: (text: string) => Value): Option {
  return new Option(flags, description).argParser((text, previous: readonly Value[] | undefined) => [...(previous ?? []), parse(text)]);
}

/** A path, made absolute. */
export function pathOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => absolutePath(text));
}

/** As {@link pathOption}, and repeatable. The value is a list. */
export function pathsOption(flags: string, description: string): Option {
  return repeatableOption(flags, description, (text) => absolutePath(text));
}

/** Stands for standard input and output among the paths of a command. A file of this name is `./-`. */
export const pipeArgument = '-';

/** A path, made absolute from the working folder. The address of an object stays as it is. */
function absolutePath(text: string): string {
  return isBucketUrl(text) ? text : resolve(text);
}

/** Files and folders, made absolute. @param allowsPipe whether {@link pipeArgument} may be one of them */
export function pathsArgument(flags: '[paths...]' | '<paths...>', description: string, allowsPipe = false): Argument {
  return new Argument(flags, description).argParser((text, previous: readonly string[] | undefined) => {
    if (text !== pipeArgument) return [...(previous ?? []), absolutePath(text)];
    if (!allowsPipe) throw new InvalidArgumentError('This command does not read standard input. A file of this name is ./-');
    return [...(previous ?? []), text];
  });
}

import type { Argument, Option } from 'commander';

/** The description of an option or an argument with its choices and its default, for help and docs/cli.md. */
export function optionDescription({ description, argChoices, defaultValue, defaultValueDescription }: Option | Argument): string {
  const isOff = defaultValue === undefined || defaultValue === true || defaultValue === '';
  const defaultText = defaultValueDescription ?? (isOff ? undefined : String(defaultValue));
  const choices = argChoices ? `: ${argChoices.join(', ')}` : '';
  return `${description}${choices}${defaultText === undefined ? '' : ` (default: ${defaultText})`}`;
}

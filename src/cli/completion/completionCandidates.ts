import type { Argument, Command, Option } from 'commander';
import { toAmerican } from '../args/americanWords';
import { operationNames } from '../args/operationNames';

/** What completion offers, made from the declared commands. */

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: '' }));
}

function visibleOptions(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

function optionNamed(command: Command, name: string | undefined): Option | undefined {
  return name?.startsWith('--') ? command.options.find(({ long }) => long === name) : undefined;
}

function takesValue(option: Option | undefined): option is Option {
  return option?.required ?? false;
}

/** Values of an option. The part before the last comma of a list is kept. */
function optionValues({ argChoices, long }: Option, typed: string): Candidate[] {
  const choices = argChoices ?? (long === '--step' ? operationNames : []);
  const head = typed.slice(0, typed.lastIndexOf(',') + 1);
  return plain(choices.map((choice) => head + choice));
}

/** Names of the profiles in the nearest settings.json; none when it cannot be read. */
async function profileNames(): Promise<string[]> {
  const { nearestSettingsFile, readProfiles } = await import('../environment/settingsFile');
  const file = nearestSettingsFile(process.cwd());
  try {
    return file === undefined ? [] : Object.keys(readProfiles(file));
  } catch {
    return [];
  }
}

async function argumentValues(argument: Argument | undefined): Promise<Candidate[]> {
  return plain(argument?.name() === 'profile' ? await profileNames() : (argument?.argChoices ?? []));
}

/** How many of the words are arguments: neither options nor values of options. */
function countArguments(command: Command, words: readonly string[]): number {
  return words.filter((word, index) => !word.startsWith('-') && !takesValue(optionNamed(command, words[index - 1]))).length;
}

function commandNames(program: Command): Candidate[] {
  const help = program.createHelp();
  return help.visibleCommands(program).map((command) => ({ value: command.name(), description: help.subcommandDescription(command) }));
}

/** bash passes `--format=webp` as three words. The equals signs are removed, which leaves the option and its value. */
function withoutEqualsSigns(words: readonly string[], current: string): [words: readonly string[], current: string] {
  return [words.filter((word) => word !== '='), current === '=' ? '' : current];
}

async function candidatesFor(program: Command, words: readonly string[], current: string): Promise<Candidate[]> {
  const [name, ...previous] = words;
  if (name === undefined) return current.startsWith('-') ? optionNames(program) : commandNames(program);
  if (name === 'help') return previous.length === 0 ? commandNames(program) : [];
  const american = toAmerican(name);
  const command = program.commands.find((each) => each.name() === american || each.aliases().includes(american));
  if (!command || previous.includes('--')) return [];
  const option = optionNamed(command, previous.at(-1));
  if (takesValue(option)) return optionValues(option, current);
  const [, long, typed] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  const assigned = optionNamed(command, long);
  if (takesValue(assigned)) return optionValues(assigned, typed ?? '').map((each) => ({ ...each, value: `${long}=${each.value}` }));
  if (current.startsWith('-')) return optionNames(command);
  const { registeredArguments } = command;
  const index = Math.min(countArguments(command, previous), registeredArguments.length - 1);
  return argumentValues(registeredArguments[index]);
}

function optionNames(command: Command): Candidate[] {
  return visibleOptions(command).flatMap(({ long, description }) => (long ? [{ value: long, description }] : []));
}

/**
 * Candidates that begin with the current word. None means that the shell should offer files.
 * @param words before the current one, without the name of the program
 */
export async function completionCandidates(program: Command, words: readonly string[], current: string): Promise<Candidate[]> {
  const [previous, typed] = withoutEqualsSigns(words, current);
  const candidates = await candidatesFor(program, previous, typed);
  return candidates.filter(({ value }) => value.startsWith(typed));
}

import { Command, Option } from 'commander';
import { version } from '../../package.json';
import { toAmerican, toBritish } from './args/americanWords';
import { optionDescription } from './args/optionDescription';
import { commandGroups, hiddenCommands } from './commands';
import type { CommandDefinition, Example } from './commands/definition';

/** The command line, made from the definitions of its commands. */

function capitalized(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

function examplesText(examples: readonly Example[]): string {
  const lines = examples.map(({ line, text }) => `  ${line}\n      ${text}`);
  return examples.length === 0 ? '' : `\nExamples:\n${lines.join('\n')}`;
}

/** Accepts British spellings of options without listing them. An alias parses and stores its value as its option does. */
function addBritishOptions(command: Command): void {
  for (const option of [...command.options]) {
    // A placeholder for a value may have another spelling, too.
    if (toBritish(option.long ?? '') === undefined) continue;
    const british = toBritish(option.flags) as string;
    const { parseArg } = option;
    const attributeName = () => option.attributeName();
    command.addOption(Object.assign(new Option(british).hideHelp(), { attributeName, ...(parseArg && { parseArg }) }));
  }
}

/** commander only names an argument that is missing. */
function withMissingExplained(text: string, { registeredArguments }: Command): string {
  const [, name] = /^error: missing required argument '(\w+)'/.exec(text) ?? [];
  const argument = registeredArguments.find((each) => each.name() === name);
  if (!argument) return text;
  const folder = name === 'paths' ? '; "." is the current folder' : '';
  return `${text.trimEnd()}: ${argument.description}${folder}\n`;
}

/** Declares the arguments and options of a command. */
function declareCommand(command: Command, { name, summary, details = '', examples, declare }: CommandDefinition): void {
  command
    .description(`${capitalized(summary)}. ${details}`.trim())
    .showHelpAfterError(`Run "assetmill ${name} --help" for its options.`)
    .addHelpText('after', examplesText(examples))
    .configureOutput({ outputError: (text, write) => write(withMissingExplained(text, command)) });
  declare(command);
  addBritishOptions(command);
}

/**
 * @param called arguments of a call: only a command that they name is declared in full, which keeps the start short. Without
 *   them every command is.
 */
export function createProgram(called?: readonly string[]): Command {
  const names = called?.map(toAmerican);
  const program = new Command('assetmill')
    .description('Process images and other files in bulk.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ subcommandTerm: (command) => command.name(), optionDescription, argumentDescription: optionDescription })
    .showSuggestionAfterError()
    .showHelpAfterError('Run "assetmill --help" for the commands.')
    .exitOverride()
    .addHelpText('after', '\nRun "assetmill <command> --help" for the options and examples of a command.');
  const addCommand = (definition: CommandDefinition, hidden: boolean) => {
    const { name, alias, summary } = definition;
    const command = program.command(name, { hidden }).summary(summary);
    if (alias) command.alias(alias);
    if (!names || names.includes(name) || (alias && names.includes(alias))) declareCommand(command, definition);
  };
  for (const { heading, commands } of commandGroups) {
    program.commandsGroup(heading);
    for (const definition of commands) addCommand(definition, false);
  }
  for (const definition of hiddenCommands) addCommand(definition, true);
  return program.helpCommand('help [command]', 'show the help of a command');
}

function isCommand(name: string): boolean {
  const all = [...commandGroups.flatMap(({ commands }) => commands), ...hiddenCommands];
  return name === 'help' || all.some((each) => each.name === name || each.alias === name);
}

/** Arguments with the American name of the command. `help` of an unknown command is a call of it, which commander explains. */
export function withAmericanCommand(args: readonly string[]): string[] {
  const position = args[0] === 'help' ? 1 : 0;
  const american = args.map((arg, index) => (index === position ? toAmerican(arg) : arg));
  const [, helped] = american;
  return position === 1 && helped !== undefined && !helped.startsWith('-') && !isCommand(helped) ? american.slice(1) : american;
}

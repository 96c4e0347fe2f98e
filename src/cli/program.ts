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
    const british = toBritish(option.flags);
    if (british === undefined) continue;
    const { parseArg } = option;
    const attributeName = () => option.attributeName();
    command.addOption(Object.assign(new Option(british).hideHelp(), { attributeName, ...(parseArg && { parseArg }) }));
  }
}

/** Declares the arguments and options of a command. */
function declareCommand(command: Command, { name, summary, details = '', examples, declare }: CommandDefinition): void {
  command
    .description(`${capitalized(summary)}. ${details}`.trim())
    .showHelpAfterError(`Run "assetmill ${name} --help" for its options.`)
    .addHelpText('after', examplesText(examples));
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

/** Arguments with the American name of the command. */
export function withAmericanCommand(args: readonly string[]): string[] {
  const position = args[0] === 'help' ? 1 : 0;
  return args.map((arg, index) => (index === position ? toAmerican(arg) : arg));
}

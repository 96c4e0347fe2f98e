import type { Command, Option } from 'commander';
import { optionDescription } from '../args/optionDescription';
import type { CommandDefinition, CommandGroup } from '../commands/definition';
import { exitCodes } from '../environment/exitCodes';
import { type JsonShape, jsonShapes } from './jsonOutput';

/** docs/cli.md, made from the declared commands. */

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text outside of code: a `<word>` or a `{token}` would be read as markup. */
function escaped(text: string): string {
  return text.replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'));
}

/** A heading of options, with the table of the options. */
interface OptionTable {
  readonly heading: string;
  readonly table: string;
}

function optionTables(command: Command): OptionTable[] {
  const help = command.createHelp();
  const groups = new Map<string, Option[]>();
  for (const option of help.visibleOptions(command).filter(({ long }) => long !== '--help')) {
    const heading = (option.helpGroupHeading ?? 'Options:').replace(/:$/, '');
    groups.set(heading, [...(groups.get(heading) ?? []), option]);
  }
  return [...groups].map(([heading, options]) => ({
    heading,
    table: table(
      ['Option', ''],
      options.map((option) => [`\`${help.optionTerm(option)}\``, escaped(optionDescription(option))]),
    ),
  }));
}

/** Tables that several commands have, each once. */
function sharedTables(commands: readonly Command[]): OptionTable[] {
  const all = commands.flatMap(optionTables);
  const isShared = (each: OptionTable) => all.filter(({ table: text }) => text === each.table).length > 1;
  return [...new Map(all.filter(isShared).map((each) => [each.table, each])).values()];
}

/** GitHub's anchor of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function examples({ examples: lines }: CommandDefinition): string {
  return `\`\`\`sh\n${lines.map(({ line, text }) => `# ${text}\n${line}`).join('\n')}\n\`\`\``;
}

function commandSection(command: Command, definition: CommandDefinition, shared: readonly OptionTable[]): string {
  const tables = optionTables(command);
  const isShared = (each: OptionTable) => shared.some(({ table: text }) => text === each.table);
  const links = tables.filter(isShared).map(({ heading }) => `[${heading}](#${anchor(heading)})`);
  const { registeredArguments } = command;
  return [
    `### ${definition.name}`,
    escaped(command.description()),
    `\`${command.createHelp().commandUsage(command)}\``,
    ...(registeredArguments.length > 0
      ? [
          table(
            ['Argument', ''],
            registeredArguments.map((argument) => [`\`${argument.name()}\``, escaped(optionDescription(argument))]),
          ),
        ]
      : []),
    ...tables.filter((each) => !isShared(each)).map(({ table: text }) => text),
    ...(links.length > 0 ? [`Shared options: ${links.join(', ')}.`] : []),
    examples(definition),
  ].join('\n\n');
}

function shapeSection({ title, text, keys }: JsonShape): string {
  return [
    `### ${title}`,
    text,
    table(
      ['Key', ''],
      Object.entries(keys).map(([key, meaning]) => [`\`${key}\``, meaning]),
    ),
  ].join('\n\n');
}

const { success, someFailed, badUsage } = exitCodes;

const intro = `# Command line

<!-- Made by \`npm run docs\` from the definitions in src/cli/commands. Edit those. -->

\`assetmill\` processes images and other files in bulk, with the same engine as the extension. \`assetmill --help\` lists the commands, and \`assetmill <command> --help\` shows the options of one. Folders are searched with their subfolders. British spellings of commands, options, filters, steps and keys are accepted, too.

Exit codes: ${success} when every file is well, ${someFailed} when some files failed, ${badUsage} when the call was wrong and nothing was done. Errors and failures go to standard error.`;

const completionText = `## Shell completion

\`assetmill completion <shell>\` prints a script for bash, zsh, fish or PowerShell; its help says where it goes. It completes commands, options, their values, and the names of profiles.`;

/** @param groups the listed commands @param program with every command declared */
export function commandReference(program: Command, groups: readonly CommandGroup[]): string {
  const shared = sharedTables(program.commands);
  const commandOf = ({ name }: CommandDefinition) => program.commands.find((command) => command.name() === name) as Command;
  const sections = groups.flatMap(({ heading, commands }) => [
    `## ${heading.replace(/:$/, '')}`,
    ...commands.map((definition) => commandSection(commandOf(definition), definition, shared)),
  ]);
  const options = shared.flatMap(({ heading, table: text }) => [`### ${heading}`, text]);
  const json = ['## JSON output', '`--json` prints one JSON object per line.', ...jsonShapes.map(shapeSection)];
  return `${[intro, ...sections, '## Shared options', ...options, completionText, ...json].join('\n\n')}\n`;
}

import { Argument } from 'commander';
import { reportFormats } from '../../shared/run/reportFormats';
import type { ReportCommandOptions } from '../actions/runReport';
import { choiceOption, pathOption } from '../args/options';
import type { CommandDefinition } from './definition';
import { addRootOption } from './rootOption';

export const reportCommand: CommandDefinition = {
  name: 'report',
  summary: 'write a report of a run',
  details: [
    'Writes totals, failures by cause, and a table of the files, for people (html, md), a spreadsheet (csv), or a program (json).',
    'A report in HTML is a single file with thumbnails, which loads nothing; the other formats go to standard output without --out.',
    'Only runs that create or move files are on record: hash, verify, check, and dupes print their own results.',
    'In a CSV, a name that a spreadsheet would compute, such as =1+1.png, begins with an apostrophe, and a file begins with a byte order mark.',
  ].join(' '),
  examples: [
    { line: 'assetmill report', text: 'a page about the last run in this folder' },
    { line: 'assetmill report --format md --out summary.md', text: 'the same as Markdown, for the summary of a build' },
    { line: 'assetmill report --out run.csv', text: 'a line for each output' },
  ],
  declare(command) {
    addRootOption(command)
      .addArgument(new Argument('[run]', 'id of the run, see "assetmill runs"').default(undefined, 'the last one in this folder'))
      .addOption(
        choiceOption('--format <format>', 'format of the report', reportFormats).default(undefined, 'that of the --out file, or html'),
      )
      .addOption(pathOption('--out <file>', 'write to this file').default(undefined, 'standard output, or report-<time>.html here'))
      .option('--no-thumbnails', 'html: leave out the small images')
      .action(async (id: string | undefined, options: ReportCommandOptions) => {
        process.exitCode = await (await import('../actions/runReport')).runReport(id, options);
      });
  },
};

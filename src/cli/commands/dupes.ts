import { Option } from 'commander';
import { similarityThresholds } from '../../shared/duplicates/similarity';
import type { DupesCommandOptions } from '../actions/runDupes';
import { addInspectOptions } from '../args/commonOptions';
import { numberOption, pathsArgument } from '../args/options';
import { runWithPool } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import type { CommandDefinition } from './definition';

type TypedOptions = Omit<DupesCommandOptions, 'threshold'> & { readonly threshold?: number };

const { least, most, usual } = similarityThresholds;

function checkedOptions({ threshold, ...options }: TypedOptions): DupesCommandOptions {
  if (!options.similar && (options.turned || threshold !== undefined)) throw new UsageError('--threshold and --turned need --similar');
  return { ...options, threshold: threshold ?? usual };
}

export const dupesCommand: CommandDefinition = {
  name: 'dupes',
  alias: 'duplicates',
  summary: 'find duplicate files and similar images',
  details: 'Without options, files with the same bytes are duplicates. Nothing is changed.',
  examples: [
    { line: 'assetmill dupes photos', text: 'groups of files with the same bytes' },
    { line: 'assetmill dupes --pixels photos', text: 'images with the same pixels, regardless of encoding' },
    { line: 'assetmill dupes --similar --turned --threshold 10 photos', text: 'similar images, including rotated and mirrored ones' },
  ],
  declare(command) {
    command
      .addArgument(pathsArgument('<paths...>', 'files and folders'))
      .optionsGroup('Duplicates:')
      .addOption(new Option('--pixels', 'group images with the same pixels').conflicts('similar'))
      .option('--similar', 'group similar images')
      .addOption(
        numberOption('--threshold <bits>', `with --similar: maximum difference, ${least} to ${most}`, { least, most }).default(
          undefined,
          String(usual),
        ),
      )
      .option('--turned', 'with --similar: also match rotated and mirrored images')
      .option('--no-cache', 'read every file, even if its digest is cached');
    addInspectOptions(command).action((paths: string[], typed: TypedOptions) => {
      const options = checkedOptions(typed);
      return runWithPool(options.pixels || options.similar ? 'images' : 'files', options, async (session) =>
        (await import('../actions/runDupes')).runDupes(paths, options, session),
      );
    });
  },
};

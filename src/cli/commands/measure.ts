import { resizeProfile, type Size } from '../../shared/recipe/presets';
import { addImageSelectionOptions, addPoolOptions, type ImageSelectionOptions, type PoolOptions } from '../args/commonOptions';
import { addOutputOptions, addSizeOptions, type OutputOptions, type SizeOptions } from '../args/imageOptions';
import { pathsArgument } from '../args/options';
import { runWithPool } from '../environment/poolSession';
import { applyOptions } from '../profile/applyOptions';
import { typedSize } from '../profile/sizeStep';
import type { CommandDefinition } from './definition';

type MeasureCommandOptions = SizeOptions & OutputOptions & ImageSelectionOptions & PoolOptions;

/** What is measured where the call does not say it. */
const usualSize: Size = { longEdge: 640 };

export const measureCommand: CommandDefinition = {
  name: 'measure',
  summary: 'find out how many workers are fastest here',
  details: [
    'Processes up to 64 of the images with 1, 2, 4, and more workers, up to one for each core, in about 20 seconds.',
    'Each number of workers has its turn twice, on the way up and on the way down, and the faster pass counts.',
    'Outputs go to the folder for temporary files, and are removed. Without a size, step, or format, images are resized to 640 pixels.',
    '--workers adds a number to try.',
  ].join(' '),
  examples: [
    { line: 'assetmill measure photos', text: 'resize photos with 1, 2, 4, ... workers' },
    { line: 'assetmill measure --format avif --quality 60 photos', text: 'the same for another recipe' },
  ],
  declare(command) {
    command.addArgument(pathsArgument('<paths...>', 'images, and folders to search for images'));
    addPoolOptions(addImageSelectionOptions(addOutputOptions(addSizeOptions(command)))).action(
      (paths: string[], options: MeasureCommandOptions) => {
        const { step, format, widths, densities } = options;
        const isUsual = !typedSize(options) && !step && !format && !widths && !densities;
        const profile = applyOptions(isUsual ? resizeProfile(usualSize, { kind: 'beside' }) : { outputs: [{}] }, options);
        return runWithPool('files', { ...options, paths }, async (session) =>
          (await import('../actions/runMeasure')).runMeasure({ paths, options, profile }, session),
        );
      },
    );
  },
};

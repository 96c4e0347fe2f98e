import { dirname } from 'node:path';
import { atlasProfile } from '../../../shared/recipe/commandProfiles';
import { addImageSelectionOptions, addPoolOptions, type ImageSelectionOptions, type PoolOptions } from '../../args/commonOptions';
import { addConflictOptions, addSizeOptions, type DestinationOptions, type SizeOptions } from '../../args/imageOptions';
import { numberOption, pathOption, pathsArgument } from '../../args/options';
import { definedValues } from '../../profile/definedValues';
import type { CommandDefinition } from '../definition';
import { runImageCommand } from './imageCommand';

interface AtlasOptions extends DestinationOptions, SizeOptions, ImageSelectionOptions, PoolOptions {
  /** The file of the image, not a folder. */
  readonly out: string;
  readonly padding?: number;
  readonly maxSize?: number;
  readonly powerOfTwo?: boolean;
  readonly trim?: boolean;
  /** False with `--no-css`. */
  readonly css: boolean;
  readonly classPrefix?: string;
}

export const atlasCommand: CommandDefinition = {
  name: 'atlas',
  summary: 'pack images into one sprite atlas',
  details:
    'Writes the image, a JSON file with the place of each image in it (the "hash" format of TexturePacker), and a CSS file with a class for each. Names are those of the files; equal ones have their folder before them. Animations are represented by their first frame. If the images need more room than one image has, there are several, numbered from 2.',
  examples: [
    { line: 'assetmill atlas --out public/sprites.png icons', text: 'sprites.png, sprites.json, and sprites.css' },
    { line: 'assetmill atlas --out game.webp --power-of-two --max-size 2048 --trim --no-css art', text: 'a lossless WebP for a game' },
  ],
  declare(command) {
    addSizeOptions(
      command
        .addArgument(pathsArgument('<paths...>', 'images, and folders to search for images'))
        .optionsGroup('Atlas:')
        .addOption(pathOption('--out <file>', 'the image, with the extension .png or .webp (lossless)').makeOptionMandatory())
        .addOption(numberOption('--padding <pixels>', 'pixels between images').default(undefined, '2'))
        .addOption(numberOption('--max-size <pixels>', 'longest side of the image').default(undefined, '4096'))
        .option('--power-of-two', 'make the sides powers of two')
        .option('--trim', 'leave out transparent margins')
        .option('--no-css', 'write no CSS file')
        .option('--class-prefix <text>', 'text before the name of each CSS class (default: sprite-)'),
    );
    addPoolOptions(addImageSelectionOptions(addConflictOptions(command.optionsGroup('Destination:')))).action(
      (paths: string[], { out, ...options }: AtlasOptions) => {
        const { padding, maxSize, powerOfTwo, trim, css, classPrefix } = options;
        const atlas = { file: out, css, ...definedValues({ padding, maxSize, powerOfTwo, trim, classPrefix }) };
        const allowOutside = [...(options.allowOutside ?? []), dirname(out)];
        return runImageCommand('atlas', atlasProfile(atlas), paths, { ...options, allowOutside });
      },
    );
  },
};

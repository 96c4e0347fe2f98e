import { responsiveFormats, responsiveProfile, responsiveWidths } from '../../../shared/recipe/commandProfiles';
import { destinationOf } from '../../profile/applyOptions';
import type { CommandDefinition } from '../definition';
import { addImageOptions, addImagePaths, type ImageOptions, runImageCommand } from './imageCommand';

export const responsiveCommand: CommandDefinition = {
  name: 'responsive',
  summary: 'make responsive image sets for web pages',
  details: `Defaults: widths ${responsiveWidths.join(', ')}; formats ${responsiveFormats.join(', ')}. Each image is decoded once.`,
  examples: [
    {
      line: 'assetmill responsive --out public/images --markup public/images/markup.html photos',
      text: 'write a set for each photo, and <picture> elements for all sets',
    },
    { line: 'assetmill responsive --widths 400,800 --format webp,jpeg photos', text: 'other widths and formats' },
  ],
  declare(command) {
    addImageOptions(addImagePaths(command)).action((paths: string[], options: ImageOptions) =>
      runImageCommand('responsive', responsiveProfile(responsiveWidths, responsiveFormats, destinationOf(options)), paths, options),
    );
  },
};

import { thumbnailProfile } from '../../../shared/recipe/commandProfiles';
import { numberOption } from '../../args/options';
import { destinationOf } from '../../profile/applyOptions';
import type { CommandDefinition } from '../definition';
import { addImagePaths, addUnsizedImageOptions, type ImageOptions, runImageCommand } from './imageCommand';

type ThumbnailsCommandOptions = ImageOptions & { readonly size: number };

export const thumbnailsCommand: CommandDefinition = {
  name: 'thumbnails',
  summary: 'make PNG thumbnails',
  details: 'Each thumbnail fits within a square. Animations are represented by their first frame.',
  examples: [
    { line: 'assetmill thumbnails --size 200 --out thumbnails photos', text: 'fit images within 200 x 200 pixels' },
    {
      line: 'assetmill thumbnails --name {pixelDigest} --out thumbnails --manifest list.txt --manifest-digest pixels photos',
      text: 'name thumbnails by their content, and list their sources',
    },
  ],
  declare(command) {
    addImagePaths(command).optionsGroup('Size:').addOption(numberOption('--size <pixels>', 'side of the square').default(200));
    addUnsizedImageOptions(command).action((paths: string[], options: ThumbnailsCommandOptions) =>
      runImageCommand('thumbnails', thumbnailProfile(options.size, destinationOf(options)), paths, options),
    );
  },
};

import { resizeProfile, type Size } from '../../../shared/recipe/presets';
import { UsageError } from '../../environment/usageError';
import { destinationOf } from '../../profile/applyOptions';
import { sizeOptionNames, typedSize } from '../../profile/sizeStep';
import type { CommandDefinition } from '../definition';
import { addImageOptions, addImagePaths, type ImageOptions, runImageCommand } from './imageCommand';

export const resizeCommand: CommandDefinition = {
  name: 'resize',
  summary: 'resize images',
  details: 'Images that already fit are not re-encoded, and nothing is enlarged without --enlarge.',
  examples: [
    { line: 'assetmill resize --long-edge 300 --out thumbnails photos', text: 'fit images within 300 pixels, and write them to a folder' },
    { line: 'assetmill resize --width 800 --height 600 --fit cover photo.jpg', text: 'fill a box and crop what does not fit' },
    { line: 'assetmill resize --percent 50 --replace photos', text: 'halve the size of the originals' },
  ],
  declare(command) {
    addImageOptions(addImagePaths(command)).action((paths: string[], options: ImageOptions) => {
      const size = typedSize(options);
      if (!size) throw new UsageError(`resize needs a size: ${sizeOptionNames}`);
      return runImageCommand('resize', resizeProfile(size as Size, destinationOf(options)), paths, options);
    });
  },
};

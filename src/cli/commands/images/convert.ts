import { convertProfile } from '../../../shared/recipe/commandProfiles';
import type { OutputFormat } from '../../../shared/values/formats';
import { UsageError } from '../../environment/usageError';
import { destinationOf } from '../../profile/applyOptions';
import type { CommandDefinition } from '../definition';
import { addImageOptions, addImagePaths, type ImageOptions, runImageCommand } from './imageCommand';

export const convertCommand: CommandDefinition = {
  name: 'convert',
  summary: 'convert images to other formats',
  examples: [
    { line: 'assetmill convert --format webp photos', text: 'write a WebP file beside each image' },
    { line: 'assetmill convert --format webp --quality auto photos', text: 'the smallest WebP that looks the same' },
    { line: 'assetmill convert --format best --out web photos', text: 'the smallest of JPEG, PNG, WebP, and AVIF for each image' },
    { line: 'assetmill convert --format avif,webp --widths 640,1280 --out web photos', text: 'two formats in two widths each' },
    { line: 'assetmill convert --format webp - < photo.jpg > photo.webp', text: 'from standard input to standard output' },
    { line: 'assetmill convert --format png --set palette=true --set colors=16 logo.gif', text: 'set any parameter of the encoder' },
  ],
  declare(command) {
    addImageOptions(addImagePaths(command)).action((paths: string[], options: ImageOptions) => {
      const [format] = options.format ?? [];
      if (format === undefined) throw new UsageError('convert needs a --format');
      return runImageCommand('convert', convertProfile(format as OutputFormat | 'best', destinationOf(options)), paths, options);
    });
  },
};

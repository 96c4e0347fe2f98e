import { optimizeProfile } from '../../../shared/recipe/commandProfiles';
import { destinationOf } from '../../profile/applyOptions';
import type { CommandDefinition } from '../definition';
import { addImageOptions, addImagePaths, type ImageOptions, runImageCommand } from './imageCommand';

export const optimizeCommand: CommandDefinition = {
  name: 'optimize',
  summary: 'make image files smaller without loss, or at a quality',
  details:
    'Without --quality, every pixel stays the same; lossy WebP, AVIF, and JPEG XL files are kept, since they cannot be compressed without loss. A source is also kept when its optimized version would not be smaller; with --out, it is copied, so that the folder is complete (--set copyKept=false leaves it out).',
  examples: [
    { line: 'assetmill optimize --replace images', text: 'optimize the originals; "assetmill undo" restores them' },
    { line: 'assetmill optimize --out dist/images images', text: 'write a complete set of the smallest files into another folder' },
    { line: 'assetmill optimize --quality auto --out dist/images images', text: 'encode lossy files again, as far as they look the same' },
    {
      line: 'assetmill optimize --quality 80 --out dist/images images',
      text: 'encode JPEG, WebP, AVIF, and JPEG XL again for even smaller files',
    },
  ],
  declare(command) {
    addImageOptions(addImagePaths(command)).action((paths: string[], options: ImageOptions) =>
      runImageCommand('optimize', optimizeProfile(destinationOf(options), { complete: true }), paths, options),
    );
  },
};

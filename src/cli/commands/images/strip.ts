import { stripProfile } from '../../../shared/recipe/commandProfiles';
import type { MetadataPolicy } from '../../../shared/recipe/schema/profileChoices';
import { destinationOf } from '../../profile/applyOptions';
import type { CommandDefinition } from '../definition';
import { addImageOptions, addImagePaths, type ImageOptions, runImageCommand } from './imageCommand';

export const stripCommand: CommandDefinition = {
  name: 'strip',
  summary: 'remove metadata from images',
  details: 'Removes all metadata unless --metadata names another policy.',
  examples: [
    { line: 'assetmill strip --replace photos', text: 'remove all metadata from the originals' },
    { line: 'assetmill strip --metadata strip-gps --out to-share photos', text: 'remove only the location' },
  ],
  declare(command) {
    addImageOptions(addImagePaths(command)).action((paths: string[], options: ImageOptions) => {
      const policy = (options.metadata ?? 'strip') as Exclude<MetadataPolicy, 'keep'>;
      return runImageCommand('strip', stripProfile(policy, destinationOf(options)), paths, options);
    });
  },
};

import { dirname } from 'node:path';
import { faviconProfile } from '../../../shared/recipe/commandProfiles';
import { addImageSelectionOptions, addPoolOptions, type ImageSelectionOptions, type PoolOptions } from '../../args/commonOptions';
import { addFolderOptions, type DestinationOptions } from '../../args/imageOptions';
import { pathsArgument } from '../../args/options';
import { destinationOf } from '../../profile/applyOptions';
import type { CommandDefinition } from '../definition';
import { runImageCommand } from './imageCommand';

interface FaviconOptions extends DestinationOptions, ImageSelectionOptions, PoolOptions {
  readonly background?: string;
  readonly siteName?: string;
  readonly baseUrl?: string;
}

/** The folder of the icons, where their manifest and their links are written, too. */
function filesFolder(paths: readonly string[], { out }: FaviconOptions): string {
  return out ?? dirname(paths[0] ?? '.');
}

export const faviconCommand: CommandDefinition = {
  name: 'favicon',
  summary: 'make the icons of a website from one image',
  details:
    'Best from a square SVG, or from a square image of at least 512 pixels; smaller ones are not enlarged. Writes favicon.ico (16, 32, 48), icon.svg or favicon-96x96.png, apple-touch-icon.png, icon-192.png, icon-512.png, icon-mask.png (maskable), site.webmanifest, and favicon.html with the lines for the <head> of each page.',
  examples: [
    { line: 'assetmill favicon --out public logo.svg', text: 'all icons of a website, for its root' },
    { line: 'assetmill favicon --out public --background #102030 --site-name Example logo.svg', text: 'with a color and a name' },
  ],
  declare(command) {
    command
      .addArgument(pathsArgument('<paths...>', 'the image'))
      .optionsGroup('Icons:')
      .option('--background <color>', 'color behind the icons that must not be transparent, and of the web app (default: white)')
      .option('--site-name <name>', 'name in the web app manifest')
      .option('--base-url <url>', 'URL of the folder of the icons (default: /)');
    addPoolOptions(addImageSelectionOptions(addFolderOptions(command))).action((paths: string[], options: FaviconOptions) => {
      const { background, siteName, baseUrl } = options;
      const choices = { filesFolder: filesFolder(paths, options), background, siteName, baseUrl };
      return runImageCommand('favicon', faviconProfile(destinationOf(options), choices), paths, options);
    });
  },
};

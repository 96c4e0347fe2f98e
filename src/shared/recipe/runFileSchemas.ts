import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { markupKinds } from '../values/markup';
import { manifestDigests, manifestFormats, placeholderKinds } from './schema/profileChoices';
import { colorText, whole } from './schema/values';

/** The schemas of the files about a whole run. */

const runFile = z
  .string()
  .min(1)
  .meta({ description: 'Path of the file, relative to the workspace folder. conflict decides what happens if it already exists.' });

const placeholder = z.enum(placeholderKinds).meta({
  description: 'Placeholder shown while an image loads.',
  enumDescriptions: [
    'A tiny version of the image, as a data URI.',
    'The average color of the image.',
    'A ThumbHash in base64, which a script draws. In markup, the attribute data-thumbhash.',
    'A BlurHash, which a script draws. In markup, the attribute data-blurhash.',
  ],
});

/** The list of the new files. */
export const manifest = z.strictObject({
  file: runFile.meta({ examples: ['public/images/list.txt'] }),
  format: z
    .enum(manifestFormats)
    .default('text')
    .meta({ description: 'Format of the manifest. text has one line per file (digest: original), sorted by path.' }),
  digest: z
    .enum(manifestDigests)
    .default('bytes')
    .meta({ description: 'What the SHA-256 digests cover: the bytes of the new files, or their decoded pixels.' }),
  placeholder: placeholder.optional().meta({ description: 'Placeholder of each source, for json and csv.' }),
});

/** The manifest of a web app. */
export const webManifest = z.strictObject({
  file: runFile.meta({ examples: ['public/site.webmanifest'] }),
  name: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Name of the website or the app.', examples: ['Example Site'] }),
  shortName: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Short name, shown below its icon.', examples: ['Example'] }),
  themeColor: colorText.optional().meta({ description: "Color of the browser's frame.", examples: ['#102030'] }),
  backgroundColor: colorText.optional().meta({ description: 'Color of the window while the app starts.', examples: ['#ffffff'] }),
});

/** The file with markup for the new files. */
export const markupFile = z.strictObject({
  file: runFile.meta({ examples: ['public/images/markup.html'] }),
  kind: z.enum(markupKinds).default('picture').meta({ description: 'Kind of markup to write for each source.' }),
  sizes: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Value of the sizes attribute.', examples: ['(max-width: 600px) 100vw, 600px'] }),
  placeholder: placeholder.optional(),
  baseUrl: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'URL of the folder of the file, put before each URL of favicon. Default: /.', examples: ['/icons/'] }),
});

/** The longest side of a page: it takes 256 MB while it is drawn. */
const largestPage = 8192;

/** The image into which all images of a run are packed. */
export const atlas = z.strictObject({
  file: runFile.regex(/\.(?:png|webp)$/i, { error: () => l10n.t('must end with .png or .webp') }).meta({
    description:
      'Path of the image, relative to the workspace folder, with the extension .png or .webp (lossless). Files of the same name with .json and .css describe it. conflict decides what happens if one of them already exists.',
    examples: ['public/sprites.png'],
  }),
  padding: whole(0, 256)
    .default(2)
    .meta({ description: 'Pixels between images.', examples: [4] }),
  maxSize: whole(16, largestPage)
    .default(4096)
    .meta({
      description: 'Longest side of the image in pixels. If the images need more room, there are several, numbered from 2.',
      examples: [2048],
    }),
  powerOfTwo: z.boolean().default(false).meta({ description: 'Make the sides powers of two, as some textures require.' }),
  trim: z.boolean().default(false).meta({
    description: 'Leave out transparent margins. The JSON file says where they were; the CSS classes have the size without them.',
  }),
  css: z.boolean().default(true).meta({ description: 'Write a CSS file with a class for each image.' }),
  classPrefix: z
    .string()
    .regex(/^[A-Za-z_][\w-]*$/, { error: () => l10n.t('must contain only letters, digits, -, and _, and start with a letter') })
    .default('sprite-')
    .meta({ description: 'Text before the name of each CSS class.', examples: ['icon-'] }),
  keepImages: z.boolean().default(false).meta({ description: 'Also write each image as a file of its own, as the outputs say.' }),
});

/** How the outputs of a run are packed. */
export type AtlasRecipe = z.output<typeof atlas>;

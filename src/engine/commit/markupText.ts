import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { PlaceholderKind } from '../../shared/recipe/schema/profileChoices';
import type { MadeFiles, MarkupOptions, WrittenOutput } from '../../shared/run/run';
import { type MarkupImage, markup, mimeType } from '../../shared/values/markup';
import { relativePath } from '../../shared/values/paths';
import { loadSharp } from '../formats/loadSharp';

/** Markup for the outputs of a run. */

/** Longest side of a placeholder in pixels. */
const placeholderSide = 16;

/** A tiny blurred version of an image as a data URI, or its average color in hex. */
async function placeholderOf(path: string, kind: PlaceholderKind): Promise<string> {
  const sharp = await loadSharp();
  if (kind === 'image') {
    const tiny = sharp(path).resize(placeholderSide, placeholderSide, { fit: 'inside' }).webp({ quality: 40, alphaQuality: 40 });
    return `data:image/webp;base64,${(await tiny.toBuffer()).toString('base64')}`;
  }
  const { data } = await sharp(path)
    .flatten({ background: '#fff' })
    .toColorspace('srgb')
    .resize(1, 1, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return `#${data.subarray(0, 3).toString('hex')}`;
}

/** The smallest output that sharp can decode. */
function smallestDecodable(outputs: readonly WrittenOutput[]): WrittenOutput | undefined {
  return outputs.filter(({ format }) => format !== 'ico').sort((a, b) => a.width * a.height - b.width * b.height)[0];
}

async function markupImageOf({ source, outputs }: MadeFiles, { kind, placeholder, from }: MarkupOptions): Promise<MarkupImage> {
  const files = outputs.map(({ target, width, height, format, density }) => ({
    url: relativePath(target, from),
    width,
    height,
    format,
    ...(density !== undefined && { density }),
  }));
  const shown = placeholder && smallestDecodable(outputs);
  const dataUris =
    kind === 'dataUri'
      ? outputs.map(({ target, format }) => [
          relativePath(target, from),
          `data:${mimeType(format)};base64,${readFileSync(target).toString('base64')}`,
        ])
      : [];
  return {
    alt: basename(source, extname(source)).replaceAll(/[-_]+/g, ' '),
    files,
    ...(shown && { placeholder: await placeholderOf(shown.target, placeholder) }),
    ...(dataUris.length > 0 && { dataUris: Object.fromEntries(dataUris) }),
  };
}

/** Splits a source into its blocks: one in all, but one for each file with data URIs, since a data URI holds a single file. */
function blocksOf(made: MadeFiles, { kind }: MarkupOptions): MadeFiles[] {
  return kind === 'dataUri' ? made.outputs.map((output) => ({ ...made, outputs: [output] })) : [made];
}

/** One block for each source, sorted by path, or with data URIs one line for each file. */
export async function markupText(made: readonly MadeFiles[], options: MarkupOptions): Promise<string> {
  const sorted = [...made].filter(({ outputs }) => outputs.length > 0).sort((a, b) => (a.source < b.source ? -1 : 1));
  const blocks: string[] = [];
  for (const each of sorted.flatMap((one) => blocksOf(one, options)))
    blocks.push(markup(options.kind, await markupImageOf(each, options), options.sizes));
  return blocks.map((block) => `${block.trimEnd()}\n`).join(options.kind === 'dataUri' ? '' : '\n');
}

import { readFileSync } from 'node:fs';
import { basename, extname, relative, sep } from 'node:path';
import type { PlaceholderKind } from '../../shared/recipe/options';
import type { MadeFiles, MarkupOptions, WrittenOutput } from '../../shared/run/run';
import { type MarkupImage, markup, mimeType } from '../../shared/values/markup';
import { loadSharp } from '../formats/loadSharp';

/** Markup for the files that a run made. */

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

/** The smallest of the files in a format that can be decoded here. */
function smallest(outputs: readonly WrittenOutput[]): WrittenOutput | undefined {
  return outputs.filter(({ format }) => format !== 'ico').sort((a, b) => a.width * a.height - b.width * b.height)[0];
}

async function imageOf({ source, outputs }: MadeFiles, { kind, placeholder, from }: MarkupOptions): Promise<MarkupImage> {
  const urlOf = (path: string) => relative(from, path).split(sep).join('/');
  const files = outputs.map(({ target, width, height, format, density }) => ({
    url: urlOf(target),
    width,
    height,
    format,
    ...(density !== undefined && { density }),
  }));
  const shown = placeholder && smallest(outputs);
  const uris =
    kind === 'dataUri'
      ? outputs.map(({ target, format }) => [urlOf(target), `data:${mimeType(format)};base64,${readFileSync(target).toString('base64')}`])
      : [];
  return {
    alt: basename(source, extname(source)).replaceAll(/[-_]+/g, ' '),
    files,
    ...(shown && { placeholder: await placeholderOf(shown.target, placeholder) }),
    ...(uris.length > 0 && { dataUris: Object.fromEntries(uris) }),
  };
}

/** What gets a block of its own: a source, or each of its files, since a data URI holds one alone. */
function blockOf(made: MadeFiles, { kind }: MarkupOptions): MadeFiles[] {
  return kind === 'dataUri' ? made.outputs.map((output) => ({ ...made, outputs: [output] })) : [made];
}

/** One block for each source, in sorted path order; of data URIs a line for each file. */
export async function markupText(made: readonly MadeFiles[], options: MarkupOptions): Promise<string> {
  const sorted = [...made].filter(({ outputs }) => outputs.length > 0).sort((a, b) => (a.source < b.source ? -1 : 1));
  const blocks: string[] = [];
  for (const each of sorted.flatMap((one) => blockOf(one, options)))
    blocks.push(markup(options.kind, await imageOf(each, options), options.sizes));
  return blocks.map((block) => `${block.trimEnd()}\n`).join(options.kind === 'dataUri' ? '' : '\n');
}

import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { MadeFiles, MarkupOptions } from '../../shared/run/run';
import { faviconMarkup } from '../../shared/values/faviconMarkup';
import { type MarkupImage, markup, mimeType } from '../../shared/values/markup';
import { relativePath } from '../../shared/values/paths';
import { iconsOf, manifestBeside } from './iconsOf';
import { placeholderOf } from './placeholder';

/** Markup for the outputs of a run. */

async function markupImageOf({ source, outputs }: MadeFiles, { kind, placeholder, from }: MarkupOptions): Promise<MarkupImage> {
  const files = outputs.map(({ target, width, height, format, density }) => ({
    url: relativePath(target, from),
    width,
    height,
    format,
    ...(density !== undefined && { density }),
  }));
  const shown = placeholder && (await placeholderOf(outputs, placeholder));
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
    ...(shown &&
      (placeholder === 'thumbhash' || placeholder === 'blurhash' ? { hash: { kind: placeholder, value: shown } } : { placeholder: shown })),
    ...(dataUris.length > 0 && { dataUris: Object.fromEntries(dataUris) }),
  };
}

/** Splits a source into its blocks: one in all, but one for each file with data URIs, since a data URI holds a single file. */
function blocksOf(made: MadeFiles, { kind }: MarkupOptions): MadeFiles[] {
  return kind === 'dataUri' ? made.outputs.map((output) => ({ ...made, outputs: [output] })) : [made];
}

/** Links to the icons that were made of a source. Empty if there are none. */
function faviconLinks(
  made: MadeFiles,
  { favicon: { baseUrl = '/', manifest = manifestBeside(made), themeColor } = {}, from }: MarkupOptions,
): string {
  const links = { baseUrl, themeColor, ...(manifest !== undefined && { manifest: relativePath(manifest, from) }) };
  return made.outputs.some(({ icon }) => icon) ? faviconMarkup(iconsOf(made, from), links) : '';
}

/** One block for each source, sorted by path, or with data URIs one line for each file. */
export async function markupText(made: readonly MadeFiles[], options: MarkupOptions): Promise<string> {
  const sorted = [...made].filter(({ outputs }) => outputs.length > 0).sort((a, b) => (a.source < b.source ? -1 : 1));
  const blocks: string[] = [];
  const { kind, sizes } = options;
  for (const each of sorted.flatMap((one) => blocksOf(one, options)))
    blocks.push(kind === 'favicon' ? faviconLinks(each, options) : markup(kind, await markupImageOf(each, options), sizes));
  return blocks.map((block) => `${block.trimEnd()}\n`).join(options.kind === 'dataUri' ? '' : '\n');
}

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import sharp from 'sharp';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { PlannedOutput, Task } from '../../shared/run/run';
import type { TaskOutput } from '../../shared/run/taskOutput';
import { isDecodedFormat, isOutputFormat, type SourceFormat } from '../../shared/values/formats';
import { compressLosslessly } from '../compress/compressLosslessly';
import { assertFiltered, filterMetadata } from '../containers/filterMetadata';
import { lostImagesNotes } from '../encode/lossNotes';
import { isLosslessWebp } from '../formats/webp';
import { assertMetadataStripped } from '../metadata/assertMetadataStripped';
import { needsNoPixels } from './needsNoPixels';
import type { RenderedOutput } from './renderedOutput';

/** A source written again around the same samples, or why its pixels have to be encoded again. */
export type Rewritten = { readonly rendered: RenderedOutput } | { readonly note: string | undefined };

/** The size as stored, and the pages, which include the levels of a pyramid. */
async function storedImage(bytes: Buffer): Promise<Pick<RenderedOutput, 'stored' | 'pages'>> {
  const { width, height, pages = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return { stored: { width, height }, pages };
}

/** Pages that the encoder cannot write make the file fail; they are never dropped silently (safety invariant 7). */
function refuseLostPages({ source, header }: Task): void {
  if (header.format !== 'tiff' || header.pages === 1) return;
  throw new FailureError(
    'pages-lost',
    l10n.t(
      'The metadata of {0} could not be removed without encoding its {1} pages again, and only one can be written. Keep the first one with "frames": "first" in a profile or --set frames=first on the command line.',
      ...[basename(source), header.pages],
    ),
  );
}

/**
 * Writes a source again around the same samples, if its output needs no pixels. Whether the samples are whole is not checked.
 * @param path of the source in a readable form
 */
export async function rewriteSource(path: string, { task, recipe, output }: TaskOutput): Promise<Rewritten> {
  const { header } = task;
  const { format, width, height } = header;
  if (!needsNoPixels(recipe, output, header)) return { note: undefined };
  const bytes = readFileSync(path);
  const removal = recipe.metadata === 'keep' ? undefined : recipe.metadata;
  const filtered = removal === undefined ? { bytes, notes: [] } : filterMetadata(bytes, format, removal);
  if (filtered === undefined) {
    refuseLostPages(task);
    if (!isOutputFormat(format))
      throw new FailureError('unsupported', l10n.t('The metadata of this file could not be removed in any way. Choose an output format.'));
    return { note: l10n.t('The pixels were encoded again, because the metadata of this file could not be removed in any other way.') };
  }
  const isDecoded = isDecodedFormat(format);
  if (removal !== undefined) {
    // libvips looks into the formats that it reads.
    if (!isDecoded) await assertMetadataStripped(filtered.bytes, removal);
    assertFiltered(filtered.bytes, format, removal);
  }
  const written = output.optimize && !isDecoded ? await compressLosslessly(filtered.bytes, format) : filtered.bytes;
  if (written.length > (output.maxBytes ?? Number.POSITIVE_INFINITY)) return { note: undefined };
  const isUnchanged = written.equals(bytes);
  const isCopied = !recipe.replace && output.folder !== undefined;
  // Why a source is kept is told with that outcome; only a copy needs a word of its own.
  const unchangedNotes = removal && isCopied ? [l10n.t('No metadata to remove: copied unchanged.')] : [];
  const notes = isUnchanged ? unchangedNotes : [...filtered.notes, ...(removal ? lostImagesNotes(header) : [])];
  const stored = isDecoded ? { pages: header.pages } : await storedImage(written);
  return {
    rendered: { bytes: written, width, height, ...stored, notes, isUnchanged, limit: limitOf(format, bytes) },
  };
}

/** Why a file is not made smaller. */
function limitOf(format: SourceFormat, source: Buffer): string {
  const isLossy = format === 'jpeg' || format === 'avif' || format === 'jxl' || (format === 'webp' && !isLosslessWebp(source));
  return isLossy
    ? l10n.t('The source was kept: no smaller file without loss was found. Set a quality for a smaller one.')
    : l10n.t('The source was kept: no smaller file without loss was found.');
}

/** The encoding of an output that would not need pixels if its file were usual. What it loses must not be visible. */
export function carefulEncoding(output: OutputRecipe, format: PlannedOutput['format']): OutputRecipe {
  return format === 'jpeg' || format === 'webp' || format === 'avif' || format === 'jxl' ? { ...output, quality: 92 } : output;
}

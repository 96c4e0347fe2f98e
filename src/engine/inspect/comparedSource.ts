import { readFileSync, statSync, writeFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import type { ImageFacts } from '../../shared/run/comparison';
import { FailureError } from '../../shared/run/failure';
import type { SourceHeader } from '../../shared/run/run';
import { unpackIco } from '../formats/ico';
import { isPng } from '../formats/png';
import { ico } from '../formats/signatures';
import { regularStats } from '../fs/regularFile';
import { TemporaryFiles } from '../fs/scratchFiles';
import { displayably } from '../sources/displayedSource';
import type { ReadableSource } from '../sources/readableSource';
import { readHead, sourceType } from '../sources/sourceType';
import { drawsNothing } from '../svg/readSprite';

/** What is known of an image before it is shown. */
export type KnownFacts = Omit<ImageFacts, 'reduced'>;

type Work<Result> = (source: ReadableSource, header: SourceHeader, facts: KnownFacts) => Promise<Result>;

function factsOf(path: string, { format, width, height, pages, alpha, metadata }: SourceHeader): KnownFacts {
  return { format, bytes: statSync(path).size, width, height, pages, alpha, metadata };
}

/** The largest image of an icon. */
function largestIcon(path: string) {
  const icons = unpackIco(readFileSync(path)).sort((a, b) => b.width * b.height - a.width * a.height);
  const [largest] = icons;
  if (largest && isPng(largest.data)) return { png: largest.data, count: icons.length };
  throw new FailureError('unsupported', l10n.t('The icon contains BMP images, which are not supported. Save it again with PNG images.'));
}

/** Does something with an icon as with the PNG of its largest image. */
async function withIcon<Result>(path: string, work: Work<Result>): Promise<Result> {
  const files = new TemporaryFiles();
  try {
    const { png, count } = largestIcon(path);
    const largest = files.path('icon.png');
    writeFileSync(largest, png);
    return await displayably(largest, (source, header) =>
      work(source, header, { ...factsOf(path, header), format: 'ico', pages: count, bytes: statSync(path).size }),
    );
  } finally {
    files.dispose();
  }
}

/**
 * Does something with an image in a form that decoders show as viewers do, or with the largest image of an icon.
 * @throws FailureError with the true cause if it cannot be decoded, or what `work` throws
 */
export async function comparably<Result>(path: string, work: Work<Result>): Promise<Result> {
  // A pipe would block its reader.
  regularStats(path);
  if (sourceType(path, readHead(path)) === ico) return withIcon(path, work);
  return displayably(path, async (source, header) => {
    if (header.symbols !== undefined) throw drawsNothing(header.symbols);
    return work(source, header, factsOf(path, header));
  });
}

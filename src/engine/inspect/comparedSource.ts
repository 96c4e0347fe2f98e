import { statSync } from 'node:fs';
import type { ImageFacts } from '../../shared/run/comparison';
import type { SourceHeader } from '../../shared/run/run';
import { regularStats } from '../fs/regularFile';
import { displayably } from '../sources/displayedSource';
import type { ReadableSource } from '../sources/readableSource';
import { drawsNothing } from '../svg/readSprite';

/** What is known of an image before it is shown. */
export type KnownFacts = Omit<ImageFacts, 'reduced'>;

type Work<Result> = (source: ReadableSource, header: SourceHeader, facts: KnownFacts) => Promise<Result>;

function factsOf(path: string, { format, width, height, pages, alpha, metadata }: SourceHeader): KnownFacts {
  return { format, bytes: statSync(path).size, width, height, pages, alpha, metadata };
}

/**
 * Does something with an image in a form that decoders show as viewers do.
 * @throws FailureError with the true cause if it cannot be decoded, or what `work` throws
 */
export async function comparably<Result>(path: string, work: Work<Result>): Promise<Result> {
  // A pipe would block its reader.
  regularStats(path);
  return displayably(path, async (source, header) => {
    if (header.symbols !== undefined) throw drawsNothing(header.symbols);
    return work(source, header, factsOf(path, { ...header, format: source.decodedFrom ?? header.format }));
  });
}

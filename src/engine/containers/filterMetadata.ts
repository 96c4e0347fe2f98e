import type { MetadataPolicy } from '../../shared/recipe/schema/profileChoices';
import type { SourceFormat } from '../../shared/values/formats';

/** Takes metadata out of a file without touching its coded samples: the blocks around them are copied, reduced or left out. */

/** A file with less metadata, and notes for the report. */
export interface FilteredFile {
  readonly bytes: Buffer;
  readonly notes: readonly string[];
}

/** Filters the container of one format. Returns undefined for a structure that it does not handle: then the pixels are encoded again. */
export type ContainerFilter = (bytes: Buffer, policy: MetadataPolicy) => FilteredFile | undefined;

const filters: Readonly<Partial<Record<SourceFormat, ContainerFilter>>> = {};

/** A file without the metadata that a policy removes; undefined where its samples would have to be encoded again. */
export function filterMetadata(bytes: Buffer, format: SourceFormat, policy: MetadataPolicy): FilteredFile | undefined {
  if (policy === 'keep') return { bytes, notes: [] };
  return filters[format]?.(bytes, policy);
}

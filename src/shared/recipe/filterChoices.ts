import { filterIntensities } from './filterIntensities';

/** The filters that Apply Filter... and `assetmill filter` offer, each with one intensity. */

export type FilterName = keyof typeof filterIntensities;

export const filterNames = Object.keys(filterIntensities) as readonly FilterName[];

/** The intensity offered first, 1 to 100. */
export function defaultIntensity(filter: FilterName): number {
  return filterIntensities[filter];
}

/** Reads an intensity that was typed; undefined if it is not a number from 1 to 100. */
export function parseIntensity(text: string): number | undefined {
  const value = Number(text.trim().replace(/\s*%$/, ''));
  return text.trim() !== '' && value >= 1 && value <= 100 ? value : undefined;
}

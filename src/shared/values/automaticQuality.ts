import type { OutputFormat } from './formats';

/** What is known of automatic qualities beside their search. A module that loads no schema. */

/** Formats that can have an automatic quality: those whose encoders lose more the lower it is. */
export const autoQualityFormats = ['jpeg', 'webp', 'avif', 'jxl'] as const satisfies readonly OutputFormat[];

/** Least similarity to the image before encoding. Measured: docs/performance.md. */
export const defaultSimilarity = 0.94;

/** Whether a quality is found for each image of a format. */
export function hasAutoQuality(format: string, quality: number | 'auto' | undefined): boolean {
  return quality === 'auto' && (autoQualityFormats as readonly string[]).includes(format);
}

/** A quality that was set as a number. */
export function fixedQuality({ quality }: { readonly quality?: number | 'auto' | undefined }): number | undefined {
  return quality === 'auto' ? undefined : quality;
}

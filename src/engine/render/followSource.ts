import type { OutputRecipe } from '../../shared/recipe/recipe';
import type { OutputFormat } from '../../shared/values/formats';
import type { SourceEncoding } from '../formats/sourceEncoding';
import { qualityOf } from './formatCapabilities';

/**
 * An output in the format of its source, with the source's choices where the recipe makes none. A quality above that of a JPEG
 * source would only make the file larger.
 */
export function followSource(output: OutputRecipe, format: OutputFormat, encoding: SourceEncoding): OutputRecipe {
  const { progressive, chromaSubsampling, quality } = encoding;
  const usual = qualityOf(format, output);
  return {
    ...(progressive && { progressive }),
    ...(chromaSubsampling && { chromaSubsampling }),
    ...(quality !== undefined && usual !== undefined && { quality: Math.min(usual, quality) }),
    ...Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined)),
  } as OutputRecipe;
}

import * as l10n from '@vscode/l10n';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { SourceHeader } from '../../shared/run/run';
import { bestFormats } from '../../shared/values/bestFormat';
import type { OutputFormat } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import { capabilitiesOf, type FormatCapabilities } from './formatCapabilities';

/** Which formats can hold an output, as far as the plan knows. */

function fits({ width, height }: PixelSize, largest: PixelSize): boolean {
  return width <= largest.width && height <= largest.height;
}

/**
 * What a format cannot store is known from the size, so nothing is decoded for it.
 * @throws FailureError `too-large`
 */
export function refuseOversized({ width, height }: PixelSize, { name, largest }: FormatCapabilities): void {
  if (!largest || fits({ width, height }, largest)) return;
  const limit = width > largest.width ? largest.width : largest.height;
  throw new FailureError(
    'too-large',
    l10n.t(
      'The output would have {0} x {1} pixels, but the longest side in {2} is {3}. Choose a smaller size or another format.',
      width,
      height,
      name,
      limit,
    ),
  );
}

/** Formats that would lose more than the output may. AVIF can be lossless, but nothing in between. */
function lossyFormats({ lossless, nearLossless }: OutputRecipe): readonly OutputFormat[] {
  if (lossless) return ['jpeg'];
  return nearLossless ? ['jpeg', 'avif'] : [];
}

/**
 * The formats of which the smallest file is kept. Those that transparency or losses rule out are known when the image is.
 * @param frame the frame that is written as a still image
 * @param size of the encoded image, or undefined when only the pixels determine it
 * @throws FailureError `too-large` when none of them can hold the image
 */
export function candidateFormats(
  output: OutputRecipe,
  header: SourceHeader,
  frame: number | undefined,
  size: PixelSize | undefined,
): readonly OutputFormat[] {
  const isAnimated = header.pages > 1 && frame === undefined && output.frames === 'keep';
  // A GIF has 256 colors, so it holds only what was one.
  const animation = header.format === 'gif' ? bestFormats.animation : (['webp'] as const);
  const lossy = lossyFormats(output);
  const formats = (isAnimated ? animation : bestFormats.still).filter((format) => !lossy.includes(format));
  const possible = formats.filter((format) => {
    const { largest } = capabilitiesOf(format, output);
    return !size || !largest || fits(size, largest);
  });
  if (possible.length === 0 && size) refuseOversized(size, capabilitiesOf(formats[0] as OutputFormat, output));
  return possible;
}

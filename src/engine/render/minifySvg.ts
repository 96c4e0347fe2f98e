import { gunzipSync, gzipSync } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import sharp from 'sharp';
import { FailureError } from '../../shared/run/failure';

/** Minifies drawings, and makes sure that they look as before. */

/** Longest side at which the drawings are compared, in pixels. */
const comparedSide = 512;
/** Mean difference of a sample, of 255, up to which two renderings are taken for one: rounded coordinates move edges a little. */
const alike = 1;

async function render(svg: Buffer): Promise<Buffer> {
  const image = sharp(svg).resize({ width: comparedSide, height: comparedSide, fit: 'inside' });
  return image.ensureAlpha().raw().toBuffer();
}

function meanDifference(a: Buffer, b: Buffer): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] as number)), 0) / Math.max(1, a.length);
}

/** A few bytes can unfold into gigabytes: no drawing has so many. */
const maxBytes = 200_000_000;

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Elements that a drawing need not show to be of use: others ask for them by their id. */
const askedFor = /<(?:\w+:)?(?:symbol|view)[\s>]/;

/** What svgo leaves as it is. */
function overridesFor(text: string, keepMetadata: boolean): Record<string, false> {
  return {
    ...(keepMetadata && { removeMetadata: false }),
    ...(askedFor.test(text) && { cleanupIds: false, removeHiddenElems: false, removeUselessDefs: false, collapseGroups: false }),
  };
}

/**
 * A drawing in fewer bytes by svgo; one that is compressed (svgz) stays so.
 * @param keepMetadata whether the element `metadata` stays, which may hold a license
 * @throws FailureError where it cannot be read, or would look different
 */
export async function minifySvg(svg: Buffer, keepMetadata = true): Promise<Buffer> {
  const { optimize } = await import('svgo/browser');
  let plain = svg;
  let text: string;
  try {
    if (isGzip(svg)) plain = gunzipSync(svg, { maxOutputLength: maxBytes });
    const before = plain.toString('utf8');
    const plugins = [{ name: 'preset-default' as const, params: { overrides: overridesFor(before, keepMetadata) } }];
    text = optimize(before, { multipass: true, plugins }).data;
  } catch (error) {
    throw new FailureError('corrupt', l10n.t('The SVG is not in order: {0}', (error as Error).message.split('\n')[0] ?? ''), {
      cause: error,
    });
  }
  const minified = Buffer.from(text);
  if (meanDifference(await render(plain), await render(minified)) > alike)
    throw new FailureError('check-failed', l10n.t('Minified, the SVG would look different, so it was left as it is.'));
  return isGzip(svg) ? gzipSync(minified, { level: 9 }) : minified;
}

import { gunzipSync, gzipSync } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import sharp from 'sharp';
import { FailureError } from '../shared/failure';

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

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * A drawing in fewer bytes by svgo; one that is compressed (svgz) stays so.
 * @throws FailureError where it cannot be read, or would look different
 */
export async function minifySvg(svg: Buffer): Promise<{ readonly bytes: Buffer; readonly notes: readonly string[] }> {
  const plain = isGzip(svg) ? gunzipSync(svg) : svg;
  const { optimize } = await import('svgo/browser');
  let text: string;
  try {
    text = optimize(plain.toString('utf8'), { multipass: true }).data;
  } catch (error) {
    throw new FailureError('corrupt', l10n.t('The SVG is not in order: {0}', (error as Error).message.split('\n')[0] ?? ''), {
      cause: error,
    });
  }
  const minified = Buffer.from(text);
  if (meanDifference(await render(plain), await render(minified)) > alike)
    throw new FailureError('check-failed', l10n.t('Minified, the SVG would look different, so it was left as it is.'));
  return { bytes: isGzip(svg) ? gzipSync(minified, { level: 9 }) : minified, notes: [] };
}

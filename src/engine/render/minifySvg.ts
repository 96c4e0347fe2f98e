import { gunzipSync, gzipSync } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import sharp from 'sharp';
import { FailureError } from '../../shared/run/failure';

/** Minifies SVGs, and makes sure that they look the same as before. */

/** Longest side in pixels at which the renderings are compared. */
const comparedSide = 512;
/** Largest mean difference of a sample, out of 255, between renderings that count as the same: rounded coordinates move edges a little. */
const maxRenderDifference = 1;

async function render(svg: Buffer): Promise<Buffer> {
  const image = sharp(svg).resize({ width: comparedSide, height: comparedSide, fit: 'inside' });
  return image.ensureAlpha().raw().toBuffer();
}

function meanDifference(a: Buffer, b: Buffer): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] as number)), 0) / Math.max(1, a.length);
}

/** A few compressed bytes can expand into gigabytes. No real SVG is this large. */
const maxUnzippedBytes = 200_000_000;

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Elements that are useful without being shown: other files refer to them by their id. */
const referable = /<(?:\w+:)?(?:symbol|view)[\s>]/;

/** The plugins of svgo that are turned off. */
function overridesFor(text: string, keepMetadata: boolean): Record<string, false> {
  return {
    ...(keepMetadata && { removeMetadata: false }),
    ...(referable.test(text) && { cleanupIds: false, removeHiddenElems: false, removeUselessDefs: false, collapseGroups: false }),
  };
}

/**
 * Minifies an SVG with svgo. A compressed one (svgz) remains compressed.
 * @param keepMetadata whether to keep the element `metadata`, which may hold a license
 * @throws FailureError `corrupt` when it cannot be parsed, `check-failed` when it would look different
 */
export async function minifySvg(svg: Buffer, keepMetadata = true): Promise<Buffer> {
  const { optimize } = await import('svgo/browser');
  let plain = svg;
  let text: string;
  try {
    if (isGzip(svg)) plain = gunzipSync(svg, { maxOutputLength: maxUnzippedBytes });
    const before = plain.toString('utf8');
    const plugins = [{ name: 'preset-default' as const, params: { overrides: overridesFor(before, keepMetadata) } }];
    text = optimize(before, { multipass: true, plugins }).data;
  } catch (error) {
    throw invalidSvg(error);
  }
  const minified = Buffer.from(text);
  if (meanDifference(await render(plain), await render(minified)) > maxRenderDifference)
    throw new FailureError('check-failed', l10n.t('The minified SVG would look different, so the SVG was not changed.'));
  return isGzip(svg) ? gzipSync(minified, { level: 9 }) : minified;
}

/** The parser says in words for programmers what is wrong, and where: as line and column. */
function invalidSvg(cause: unknown): FailureError {
  const [place] = /\d+:\d+/.exec(String((cause as Error).message)) ?? [];
  const message =
    place === undefined
      ? l10n.t('Invalid SVG: its text is not valid XML. Correct it in a text editor, or export it again.')
      : l10n.t('Invalid SVG: the text is wrong at {0}. Correct it in a text editor, or export it again.', place);
  return new FailureError('corrupt', message, { cause });
}

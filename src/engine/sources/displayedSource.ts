import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { metadataText } from '../../shared/run/metadataText';
import type { SourceHeader } from '../../shared/run/run';
import { loadSharp } from '../formats/loadSharp';
import { forEachTiffDirectory, tiffTag } from '../formats/tiffDirectories';
import { uprightCopy } from '../formats/uprightCopy';
import { type ScratchFiles, TemporaryFiles } from '../fs/scratchFiles';
import { withTransparentGaps } from '../gif/transparentGaps';
import { decodedSource } from './decodedSource';
import { type ReadableSource, readably } from './readableSource';
import { readHeader } from './readHeader';
import { refuseFolded } from './repairSource';

/** The source whose orientation decoders apply: itself, or a copy with the orientation in EXIF. */
export function uprightSource(source: ReadableSource, { format, orientation }: SourceHeader, files: ScratchFiles): ReadableSource {
  const upright = orientation === undefined ? undefined : uprightCopy(readFileSync(source.path), format, orientation);
  if (upright === undefined) return source;
  const path = files.path(`upright${extname(source.path)}`);
  writeFileSync(path, upright);
  return { ...source, path };
}

/** The source with the areas that no frame of a GIF covers as decoders show them: transparent. */
export function gapsSource(source: ReadableSource, { format, alpha }: SourceHeader, files: ScratchFiles): ReadableSource {
  const covered = format === 'gif' && alpha ? withTransparentGaps(readFileSync(source.path)) : undefined;
  if (covered === undefined) return source;
  const path = files.path('gaps.gif');
  writeFileSync(path, covered);
  return { ...source, path };
}

/** Whether the samples are gray floating-point numbers, which sharp would take for whole numbers up to 255. */
export function isFloatGray({ space, bits }: Pick<SourceHeader, 'space' | 'bits'>): boolean {
  return space === 'grey16' && bits === 32;
}

function isWhiteZero(path: string): boolean {
  let isInverted = false;
  forEachTiffDirectory(path, (directory) => {
    isInverted ||= directory.numbers(tiffTag.photometric)[0] === 0;
  });
  return isInverted;
}

/** A float as a 16-bit sample: 0 is black and 1 is white. NaN becomes black. */
function sampleOf(value: number, isInverted: boolean): number {
  const share = Math.min(1, Math.max(0, value || 0));
  return Math.round((isInverted ? 1 - share : share) * 65_535);
}

/** A copy with 16-bit samples of a gray floating-point image. Other sources are returned as they are. */
export async function wholeNumberSource(source: ReadableSource, header: SourceHeader, files: ScratchFiles): Promise<ReadableSource> {
  if (!isFloatGray(header)) return source;
  const sharp = await loadSharp();
  const channels = header.alpha ? 2 : 1;
  const planes = [0, 1].slice(0, channels) as (0 | 1)[];
  const isInverted = isWhiteZero(source.path);
  let samples = new Uint16Array();
  let size = { width: header.width, height: header.height };
  for (const channel of planes) {
    const image = sharp(source.path).extractChannel(channel).raw({ depth: 'float' });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    const floats = new Float32Array(data.buffer, data.byteOffset, data.length / 4);
    if (channel === 0) samples = new Uint16Array(floats.length * channels);
    for (let at = 0; at < floats.length; at += 1)
      samples[at * channels + channel] = sampleOf(floats[at] as number, isInverted && channel === 0);
    size = { width: info.width, height: info.height };
  }
  const path = files.path('samples.tif');
  const image = sharp(samples, { raw: { ...size, channels }, limitInputPixels: false }).toColorspace('grey16');
  await image.tiff({ compression: 'none' }).toFile(path);
  return { ...source, path, remarks: [...source.remarks, ...lostWithFloats(header)] };
}

function lostWithFloats({ metadata }: SourceHeader): string[] {
  return metadata.length === 0 ? [] : [l10n.t('Not kept, since the samples are floating-point numbers: {0}.', metadataText(metadata))];
}

/**
 * Does something with a source in a form that decoders show as viewers do.
 * @throws FailureError with the true cause if it is not an image that can be decoded, or what `work` throws
 */
export async function displayably<Result>(
  path: string,
  work: (source: ReadableSource, header: SourceHeader) => Promise<Result>,
): Promise<Result> {
  const header = await readHeader(path);
  const files = new TemporaryFiles();
  try {
    return await readably(path, async (readable) => {
      refuseFolded(readable, header);
      const decoded = await decodedSource(readable, header, files);
      const upright = gapsSource(uprightSource(decoded.source, decoded.header, files), decoded.header, files);
      return work(await wholeNumberSource(upright, decoded.header, files), decoded.header);
    });
  } finally {
    files.dispose();
  }
}

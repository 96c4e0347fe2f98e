import * as l10n from '@vscode/l10n';
import type { PixelSize } from '../../../shared/values/pixelSize';
import type { MetadataBlocks, ReadableBytes } from '../decoder';
import { DecodingError } from '../decodingErrors';
import { readExactly, requirePositiveSize } from '../readBytes';
import { readPsdResources } from './psdResources';

/**
 * The sections of PSD and PSB before the composite image. Source: "Adobe Photoshop File Formats Specification" (Adobe, 2019).
 */

/** Signature, version, reserved bytes, channels, height, width, depth and mode. */
const headBytes = 26;
const paletteBytes = 3 * 256;
const [psdVersion, psbVersion] = [1, 2];
const maxSides: Readonly<Record<number, number>> = { [psdVersion]: 30_000, [psbVersion]: 300_000 };
const maxChannels = 56;
/** More blocks than files have. Reading stops there. */
const maxBlocks = 10_000;

type Mode = 'bitmap' | 'gray' | 'indexed' | 'rgb' | 'cmyk';

/** A duotone is stored as gray; how its inks color it is not documented, and readers show it as gray. */
const modes: Readonly<Record<number, Mode>> = { 0: 'bitmap', 1: 'gray', 2: 'indexed', 3: 'rgb', 4: 'cmyk', 8: 'gray' };
const channelsByMode: Readonly<Record<Mode, number>> = { bitmap: 1, gray: 1, indexed: 1, rgb: 3, cmyk: 4 };
const depthsByMode: Readonly<Record<Mode, readonly number[]>> = { bitmap: [1], gray: [8, 16], indexed: [8], rgb: [8, 16], cmyk: [8, 16] };

/** The first section of a file: the size and the kind of its composite image. */
export interface PsdHead extends PixelSize {
  readonly mode: Mode;
  readonly depth: 1 | 8 | 16;
  /** All channels that are stored: of color, of transparency, and of selections. */
  readonly channels: number;
  /** Those of color. */
  readonly colorChannels: number;
  readonly isLarge: boolean;
  /** Of indexed color: 256 reds, 256 greens and 256 blues. */
  readonly palette?: Buffer;
  readonly transparentIndex?: number;
  /** Whether the first channel after those of color is transparency. */
  readonly hasAlphaChannel: boolean;
  /** Offset of the composite image. */
  readonly imageAt: number;
  readonly metadata: MetadataBlocks;
  readonly density?: number;
}

function modeOf(code: number, depth: number): Mode {
  if (code === 7) throw new DecodingError('unsupported', l10n.t('Photoshop image with multichannel colors'));
  if (code === 9) throw new DecodingError('unsupported', l10n.t('Photoshop image with Lab colors'));
  const mode = modes[code];
  if (mode === undefined) throw new DecodingError('damaged', `mode ${code}`);
  if (depth === 32) throw new DecodingError('unsupported', l10n.t('Photoshop image with 32 bits per channel'));
  if (!depthsByMode[mode].includes(depth)) throw new DecodingError('damaged', `${depth} bits of mode ${mode}`);
  return mode;
}

/** A section that starts with its length, of four or eight bytes. */
interface Section {
  readonly start: number;
  readonly end: number;
}

function readSection(file: ReadableBytes, at: number, isLong = false): Section {
  const start = at + (isLong ? 8 : 4);
  const head = readExactly(file, at, start - at);
  const end = start + (isLong ? Number(head.readBigUInt64BE(0)) : head.readUInt32BE(0));
  if (end > file.size) throw new DecodingError('truncated', 'a section ends after the file');
  return { start, end };
}

/** Blocks whose length has eight bytes in a PSB. */
const longBlocks: ReadonlySet<string> = new Set('LMsk Lr16 Lr32 Layr Mt16 Mt32 Mtrn Alph FMsk lnk2 FEid FXid PxSD'.split(' '));
/** Blocks that say that the composite image has transparency, though there are no layers. */
const transparencyBlocks: ReadonlySet<string> = new Set(['Mtrn', 'Mt16', 'Mt32']);
/** Layers of 16 and 32 bits, which are not in the usual place. */
const deepLayers: ReadonlySet<string> = new Set(['Lr16', 'Lr32']);

/** A negative number of layers stands for transparency in the composite image. */
function isNegative(file: ReadableBytes, at: number, end: number): boolean {
  return at + 2 <= end && readExactly(file, at, 2).readInt16BE(0) < 0;
}

function blocksHaveTransparency(file: ReadableBytes, { start, end }: Section, isLarge: boolean): boolean {
  let at = start;
  for (let count = 0; count < maxBlocks && at + 12 <= end; count += 1) {
    const key = readExactly(file, at, 8).toString('latin1', 4);
    const data = readSection(file, at + 8, isLarge && longBlocks.has(key));
    if (transparencyBlocks.has(key)) return true;
    if (deepLayers.has(key) && isNegative(file, data.start, Math.min(data.end, end))) return true;
    // Padded to a multiple of four.
    at = data.start + Math.ceil((data.end - data.start) / 4) * 4;
  }
  return false;
}

function hasTransparency(file: ReadableBytes, section: Section, isLarge: boolean): boolean {
  if (section.end - section.start < 4) return false;
  const layers = readSection(file, section.start, isLarge);
  if (isNegative(file, layers.start, Math.min(layers.end, section.end))) return true;
  if (layers.end + 4 > section.end) return false;
  const masks = readSection(file, layers.end);
  return blocksHaveTransparency(file, { start: masks.end, end: section.end }, isLarge);
}

/** Reads all but the pixels. @throws DecodingError */
export function readPsdHead(file: ReadableBytes): PsdHead {
  const head = readExactly(file, 0, headBytes);
  const version = head.readUInt16BE(4);
  const maxSide = maxSides[version];
  if (head.toString('latin1', 0, 4) !== '8BPS' || maxSide === undefined) throw new DecodingError('damaged', 'not a PSD');
  const [channels, height, width] = [head.readUInt16BE(12), head.readUInt32BE(14), head.readUInt32BE(18)];
  const depth = head.readUInt16BE(22);
  requirePositiveSize(width, height);
  if (Math.max(width, height) > maxSide) throw new DecodingError('damaged', `a size of ${width} x ${height}`);
  const mode = modeOf(head.readUInt16BE(24), depth);
  const colorChannels = channelsByMode[mode];
  if (channels < colorChannels || channels > maxChannels) throw new DecodingError('damaged', `${channels} channels`);

  const isLarge = version === psbVersion;
  const colors = readSection(file, headBytes);
  if (mode === 'indexed' && colors.end - colors.start < paletteBytes) throw new DecodingError('damaged', 'no palette');
  const resources = readSection(file, colors.end);
  const { transparentIndex, density, metadata } = readPsdResources(file, resources.start, resources.end);
  const layers = readSection(file, resources.end, isLarge);
  return {
    ...{ width, height, mode, depth: depth as PsdHead['depth'], channels, colorChannels, isLarge, metadata },
    ...(mode === 'indexed' && { palette: readExactly(file, colors.start, paletteBytes) }),
    ...(mode === 'indexed' && transparentIndex !== undefined && { transparentIndex }),
    ...(density !== undefined && { density }),
    hasAlphaChannel: colorChannels < channels && mode !== 'indexed' && mode !== 'bitmap' && hasTransparency(file, layers, isLarge),
    imageAt: layers.end,
  };
}

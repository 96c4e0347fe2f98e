import * as l10n from '@vscode/l10n';
import { type HeifMeta, readHeifMeta } from '../formats/heifItems';
import { type IsoBox, isoBoxes } from '../formats/isoBoxes';
import type { DecodedHeader, DecodedImage, Decoder, MetadataBlocks, ReadableBytes } from './decoder';
import { callCodec, DecodingError } from './decodingErrors';
import { fileBoxes } from './fileBoxes';
import { readableBuffer } from './readBytes';
import { startCodec } from './startCodec';

/** HEIC, and HEIF with other codecs than AV1. Sources: ISO/IEC 14496-12, 8.11 (items); ISO/IEC 23008-12 (images and their properties). */

/** Most bytes before the end of the box that describes the items. Those of phones have a few thousand. */
const mostHeadBytes = 1 << 25;

/** The bytes of a file up to the end of its box `meta`, and that box. */
function readMeta(file: ReadableBytes): { readonly bytes: Buffer; readonly meta: HeifMeta } {
  for (const { type, start, dataAt, end } of fileBoxes(file)) {
    if (type !== 'meta') continue;
    if (end > file.size) break;
    if (end > mostHeadBytes) throw new DecodingError('damaged', 'a box meta that is too large');
    const bytes = file.read(0, end);
    const meta = readHeifMeta(bytes, { type, start, dataAt, end });
    if (!meta) throw new DecodingError('damaged', 'items of an unknown kind');
    return { bytes, meta };
  }
  throw new DecodingError('truncated', 'no items');
}

/** The item that is shown. */
function primaryItem(bytes: Buffer, { parts }: HeifMeta): number {
  const pitm = parts.find(({ type }) => type === 'pitm');
  if (!pitm) throw new DecodingError('unsupported', l10n.t('a HEIC without a main image'));
  return bytes[pitm.dataAt] === 0 ? bytes.readUInt16BE(pitm.dataAt + 4) : bytes.readUInt32BE(pitm.dataAt + 4);
}

/** The properties of each item in their order, by its number. */
function itemProperties(bytes: Buffer, { parts }: HeifMeta): Map<number, IsoBox[]> {
  const found = new Map<number, IsoBox[]>();
  const iprp = parts.find(({ type }) => type === 'iprp');
  const groups = iprp ? (isoBoxes(bytes, iprp.dataAt, iprp.end) ?? []) : [];
  const ipco = groups.find(({ type }) => type === 'ipco');
  const properties = ipco ? (isoBoxes(bytes, ipco.dataAt, ipco.end) ?? []) : [];
  for (const { dataAt } of groups.filter(({ type }) => type === 'ipma')) {
    const idBytes = bytes[dataAt] === 0 ? 2 : 4;
    const isWide = ((bytes[dataAt + 3] as number) & 1) === 1;
    let at = dataAt + 8;
    for (let count = bytes.readUInt32BE(dataAt + 4); count > 0; count -= 1) {
      const id = bytes.readUIntBE(at, idBytes);
      const associations = bytes[at + idBytes] as number;
      at += idBytes + 1;
      const own: IsoBox[] = [];
      for (let index = 0; index < associations; index += 1) {
        const number = isWide ? bytes.readUInt16BE(at) & 0x7fff : bytes.readUInt8(at) & 0x7f;
        at += isWide ? 2 : 1;
        const property = properties[number - 1];
        if (property) own.push(property);
      }
      found.set(id, own);
    }
  }
  return found;
}

/** The size of an item as it is displayed: cut out, then turned. */
function displayedSize(bytes: Buffer, properties: readonly IsoBox[]): { width: number; height: number } {
  const ispe = properties.find(({ type }) => type === 'ispe');
  if (!ispe) throw new DecodingError('damaged', 'an image without a size');
  let [width, height] = [bytes.readUInt32BE(ispe.dataAt + 4), bytes.readUInt32BE(ispe.dataAt + 8)];
  for (const { type, dataAt } of properties) {
    if (type === 'clap') {
      const part = (at: number) => Math.round(bytes.readUInt32BE(dataAt + at) / bytes.readUInt32BE(dataAt + at + 4));
      [width, height] = [part(0), part(8)];
      if (!(width > 0 && height > 0 && width + height < Number.POSITIVE_INFINITY)) throw new DecodingError('damaged', 'a crop of no size');
    }
    if (type === 'irot' && (bytes.readUInt8(dataAt) & 1) === 1) [width, height] = [height, width];
  }
  return { width, height };
}

const alphaKinds = /^urn:mpeg:(?:mpegB:cicp:systems:auxiliary:alpha|hevc:2015:auxid:1)/;

/** Whether another item is the transparency of one. */
function hasAlpha(bytes: Buffer, { references }: HeifMeta, properties: ReadonlyMap<number, readonly IsoBox[]>, item: number): boolean {
  const helpers = references.filter(({ type, to }) => type === 'auxl' && to.includes(item));
  return helpers.some(({ from }) =>
    properties.get(from)?.some(({ type, dataAt, end }) => type === 'auxC' && alphaKinds.test(bytes.toString('latin1', dataAt + 4, end))),
  );
}

/** Bits of a sample. */
function bitsOf(bytes: Buffer, properties: readonly IsoBox[]): number {
  const [pixi, hvcC] = [properties.find(({ type }) => type === 'pixi'), properties.find(({ type }) => type === 'hvcC')];
  if (pixi) return bytes[pixi.dataAt + 5] ?? 8;
  return hvcC ? ((bytes[hvcC.dataAt + 17] ?? 0) & 7) + 8 : 8;
}

/** Most bytes of a block of metadata. */
const mostBlockBytes = 1 << 26;

/** EXIF and XMP of an item, and its profile. The orientation in EXIF is not applied: the file has its own. */
function metadataOf(file: ReadableBytes, bytes: Buffer, meta: HeifMeta, properties: readonly IsoBox[]): MetadataBlocks {
  const data = (wanted: (type: string, contentType: string) => boolean) => {
    const item = meta.items.find(({ type, contentType }) => wanted(type, contentType));
    const length = item?.extents.reduce((sum, each) => sum + each.length, 0) ?? 0;
    if (!item || length === 0 || length > mostBlockBytes) return undefined;
    return Buffer.concat(item.extents.map((each) => file.read(each.start, each.length)));
  };
  const block = data((type) => type === 'Exif');
  const exif = block && block.length > 4 ? block.subarray(4 + block.readUInt32BE(0)) : undefined;
  const xmp = data((type, contentType) => type === 'mime' && contentType === 'application/rdf+xml');
  const colr = properties.find(
    ({ type, dataAt }) => type === 'colr' && /^(?:prof|rICC)$/.test(bytes.toString('latin1', dataAt, dataAt + 4)),
  );
  const icc = colr && Buffer.from(bytes.subarray(colr.dataAt + 4, colr.end));
  return { ...(exif && exif.length > 0 && { exif }), ...(xmp && { xmp }), ...(icc && { icc }) };
}

/** Numbers of primaries and of transfer functions that look like sRGB, or say nothing. Source: ITU-T H.273, tables 2 and 3. */
const plainPrimaries: ReadonlySet<number> = new Set([1, 2, 5, 6, 7]);
const plainTransfers: ReadonlySet<number> = new Set([1, 2, 6, 13, 14, 15]);

/** What is told of colors that are named by numbers instead of a profile, which the samples are not converted by. */
function colorRemarks(bytes: Buffer, properties: readonly IsoBox[], { icc }: MetadataBlocks): string[] {
  const nclx = properties.find(({ type, dataAt }) => type === 'colr' && bytes.toString('latin1', dataAt, dataAt + 4) === 'nclx');
  if (icc || !nclx) return [];
  const [primaries, transfer] = [bytes.readUInt16BE(nclx.dataAt + 4), bytes.readUInt16BE(nclx.dataAt + 6)];
  if (plainPrimaries.has(primaries) && plainTransfers.has(transfer)) return [];
  return [
    l10n.t('The colors of the HEIC are not sRGB, and it has no profile. They were kept as they are stored, so they may look different.'),
  ];
}

function readHeader(file: ReadableBytes): DecodedHeader {
  try {
    const { bytes, meta } = readMeta(file);
    const item = primaryItem(bytes, meta);
    const properties = itemProperties(bytes, meta);
    const own = properties.get(item) ?? [];
    const metadata = metadataOf(file, bytes, meta, own);
    const remarks = colorRemarks(bytes, own, metadata);
    return {
      ...displayedSize(bytes, own),
      bits: bitsOf(bytes, own) > 8 ? 16 : 8,
      space: 'rgb',
      alpha: hasAlpha(bytes, meta, properties, item),
      pages: 1,
      metadata,
      ...(remarks.length > 0 && { remarks }),
    };
  } catch (error) {
    if (error instanceof DecodingError) throw error;
    // A number beyond the end of its box.
    throw new DecodingError('damaged', (error as Error).message);
  }
}

/** Samples without the gaps at the ends of rows, with all of their bits used. */
function packed({ stride, data, width, height, bits_per_pixel: bits }: HeifChannelData, channels: number, isDeep: boolean) {
  if (!isDeep) {
    const samples = new Uint8Array(width * height * channels);
    for (let y = 0; y < height; y += 1) samples.set(data.subarray(y * stride, y * stride + width * channels), y * width * channels);
    return samples;
  }
  const samples = new Uint16Array(width * height * channels);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const scale = 65_535 / (2 ** bits - 1);
  let to = 0;
  for (let y = 0; y < height; y += 1)
    for (let at = y * stride; at < y * stride + width * channels * 2; at += 2) {
      samples[to] = Math.round(bytes.readUInt16LE(at) * scale);
      to += 1;
    }
  return samples;
}

type HeifChannelData = NonNullable<ReturnType<import('./codecs/codecs').Libheif['heif_js_decode_image2']>['channels']>[number];

function errorOf(message = ''): DecodingError {
  return new DecodingError(/end of file/i.test(message) ? 'truncated' : 'damaged', message);
}

async function decode(file: Buffer): Promise<readonly DecodedImage[]> {
  const { bits, alpha } = readHeader(readableBuffer(file));
  const heif = await startCodec(({ newLibheif }) => newLibheif());
  const context = heif.heif_context_alloc();
  const read = callCodec(() => heif.heif_context_read_from_memory(context, file));
  if (read.code !== heif.heif_error_code.heif_error_Ok) throw errorOf(read.message);
  const handle = callCodec(() => heif.heif_js_context_get_primary_image_handle(context));
  const isDeep = bits === 16;
  const deep = alpha ? 'heif_chroma_interleaved_RRGGBBAA_LE' : 'heif_chroma_interleaved_RRGGBB_LE';
  const chroma = isDeep ? deep : alpha ? 'heif_chroma_interleaved_RGBA' : 'heif_chroma_interleaved_RGB';
  const { channels, message } = callCodec(() =>
    heif.heif_js_decode_image2(handle, heif.heif_colorspace.heif_colorspace_RGB, heif.heif_chroma[chroma]),
  );
  const channel = channels?.[0];
  if (!channel) throw errorOf(message);
  const { width, height } = channel;
  return [{ width, height, bits, space: 'rgb', alpha, samples: packed(channel, alpha ? 4 : 3, isDeep) }];
}

/** HEIC and HEIF: the main image, cropped and turned as it is displayed. */
export const heic: Decoder = { readHeader, decode };

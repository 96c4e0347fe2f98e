import { UnusualJpeg } from '../jpeg/unusualJpeg';

/** The list of further images in a JPEG, such as previews and gain maps. Source: CIPA DC-007 (Multi-Picture Format), 5.2. */

const signature = 'MPF\0';
/** Marker, length and signature come before the block that positions count from. */
const blockAt = 8;
const entriesTag = 0xb002;
const entryBytes = 16;

/** @param segment with marker and length */
export function isMultiPicture(segment: Buffer): boolean {
  return segment.readUInt16BE(0) === 0xffe2 && segment.toString('latin1', 4, blockAt) === signature;
}

/** How many bytes parts of the file were moved: negative towards its start. */
export interface Moved {
  readonly list: number;
  readonly images: number;
}

/**
 * Corrects the list in place after the first image became shorter or longer.
 * @param segment with marker and length
 */
export function movePictures(segment: Buffer, moved: Moved): void {
  const block = segment.subarray(blockAt);
  const order = block.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') throw new UnusualJpeg('list of images');
  const u16 = (at: number) => (order === 'II' ? block.readUInt16LE(at) : block.readUInt16BE(at));
  const u32 = (at: number) => (order === 'II' ? block.readUInt32LE(at) : block.readUInt32BE(at));
  const write = (value: number, at: number) => (order === 'II' ? block.writeUInt32LE(value, at) : block.writeUInt32BE(value, at));
  const directory = u32(4);
  for (let index = 0; index < u16(directory); index += 1) {
    const field = directory + 2 + index * 12;
    if (u16(field) !== entriesTag) continue;
    const [bytes, entries] = [u32(field + 4), u32(field + 8)];
    for (let entry = entries; entry + entryBytes <= entries + bytes; entry += entryBytes) {
      // Only the first image starts at 0, the start of the file.
      const offset = u32(entry + 8);
      if (offset === 0) write(u32(entry + 4) + moved.images, entry + 4);
      else write(offset + moved.images - moved.list, entry + 8);
    }
  }
}

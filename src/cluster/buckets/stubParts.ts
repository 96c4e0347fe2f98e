import { extname } from 'node:path/posix';
import { formatOfExtension } from '../../shared/values/formats';
import type { Bucket, ListedObject } from './bucket';

/** The bytes of an image that its header, or what a plan must know of it, is in. */

/** Bytes at the start of a file. */
export interface StubParts {
  readonly head: Buffer;
  /** Bytes at its end, of formats that have facts there. */
  readonly tail?: Buffer;
}

/** A JPEG has its header at the start. */
const headBytes = 256 * 1024;
const tailBytes = 64 * 1024;
/** A larger PNG rarely has metadata after its pixels, and then at its end. */
const wholePng = 4 * 1024 * 1024;
/** Other formats have their facts anywhere. */
const wholeOther = 64 * 1024 * 1024;

const nothing: StubParts = { head: Buffer.alloc(0) };

/** Reads what a plan needs of an object. @throws ConditionError, MissingError */
export async function readParts(bucket: Bucket, { path, etag, size }: ListedObject): Promise<StubParts> {
  const format = formatOfExtension(extname(path));
  const isRule = /(^|\/)\.gitignore$/.test(path);
  if (size === 0 || (format === undefined && !isRule)) return nothing;
  if (format === 'jpeg') return readJpeg(bucket, { path, etag, size });
  if (size <= (format === 'png' ? wholePng : wholeOther)) return { head: await bucket.bytes(path, etag) };
  const [head, tail] = await Promise.all([
    bucket.bytes(path, etag, { first: 0, last: headBytes - 1 }),
    bucket.bytes(path, etag, { first: size - tailBytes, last: size - 1 }),
  ]);
  return { head, tail };
}

async function readJpeg(bucket: Bucket, { path, etag, size }: Pick<ListedObject, 'path' | 'etag' | 'size'>): Promise<StubParts> {
  if (size <= headBytes) return { head: await bucket.bytes(path, etag) };
  const head = await bucket.bytes(path, etag, { first: 0, last: headBytes - 1 });
  // A large profile, or a preview in the metadata.
  return hasWholeHeader(head) ? { head } : { head: await bucket.bytes(path, etag) };
}

/** Whether the segments of a JPEG up to its samples are there (ISO/IEC 10918-1, B.1.1). */
function hasWholeHeader(bytes: Buffer): boolean {
  for (let at = 2; at + 4 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    // Not a JPEG, or a broken one: more bytes would not help.
    if (bytes[at] !== 0xff) return true;
    if (bytes[at + 1] === 0xda) return true;
  }
  return false;
}

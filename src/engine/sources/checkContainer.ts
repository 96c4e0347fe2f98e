import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import type { SourceFormat } from '../../shared/values/formats';
import { lacksGifTrailer } from '../formats/gif';
import { BrokenPngError, fileChunks } from '../formats/png';
import { lacksPixels } from '../gif/lacksPixels';

/** Faults of a container that libvips ignores: a missing end, which may hide missing frames, and wrong checksums. */

const checksumBlockBytes = 1 << 20;

/** Chunks that may be ignored by their name, and change what is seen. Source: PNG, third edition; the last three hold frames. */
const visibleChunks: ReadonlySet<string> = new Set(['tRNS', 'iCCP', 'gAMA', 'cHRM', 'sRGB', 'cICP', 'acTL', 'fcTL', 'fdAT']);

/** An error with a message that `diagnose` recognizes. */
function truncatedPng(): Error {
  return new Error('truncated PNG');
}

/** The CRC-32 of a part of a file, read in blocks. */
function checksum(file: number, start: number, length: number): number {
  const block = Buffer.allocUnsafe(Math.min(checksumBlockBytes, length));
  let sum = 0;
  for (let at = 0; at < length; ) {
    const read = readSync(file, block, 0, Math.min(block.length, length - at), start + at);
    if (read === 0) throw truncatedPng();
    sum = crc32(block.subarray(0, read), sum);
    at += read;
  }
  return sum;
}

/** Whether a chunk concerns what is seen. The names of those that must be understood begin with a capital letter. */
function isVisible(type: string): boolean {
  return /^[A-Z]/.test(type) || visibleChunks.has(type);
}

function checkPng(path: string): string[] {
  const signatureBytes = 8;
  const damaged = new Set<string>();
  const file = openSync(path, 'r');
  try {
    const written = Buffer.alloc(4);
    for (const { type, start, length } of fileChunks(file, signatureBytes)) {
      const sum = checksum(file, start - 4, length + 4);
      if (readSync(file, written, 0, 4, start + length) < 4) throw truncatedPng();
      if (sum !== written.readUInt32BE() && isVisible(type)) throw new BrokenPngError('wrong checksum');
      if (sum !== written.readUInt32BE()) damaged.add(type);
      if (type === 'IEND') return damaged.size === 0 ? [] : [remarkOn(damaged)];
    }
    throw truncatedPng();
  } finally {
    closeSync(file);
  }
}

function remarkOn(types: ReadonlySet<string>): string {
  // A damaged name may contain anything.
  const names = [...types].filter((type) => /^[a-zA-Z]{4}$/.test(type)).join(', ');
  return l10n.t(
    'The checksums of data beside the pixels are wrong ({0}), so that data may be damaged. The pixels are intact.',
    names || '?',
  );
}

function checkGif(gif: Buffer): void {
  if (lacksGifTrailer(gif)) throw new Error('truncated GIF');
  if (lacksPixels(gif)) throw new Error('damaged GIF');
}

/**
 * Checks what libvips does not.
 * @returns remarks on faults that concern no pixels
 * @throws a plain Error, for `diagnose`, if pixels are missing or damaged, or may be
 */
export function checkContainer(path: string, format: SourceFormat): string[] {
  if (format === 'gif') checkGif(readFileSync(path));
  return format === 'png' ? checkPng(path) : [];
}

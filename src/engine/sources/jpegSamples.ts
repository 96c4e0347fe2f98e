import { readFileSync } from 'node:fs';
import { findStrayBytes } from '../jpeg/repairJpeg';
import { type ScannedSamples, scanSamples } from '../jpeg/scanSamples';

/**
 * Judges the samples of a JPEG file, with bytes between its segments or without.
 * @returns undefined for a JPEG about which decoders find out themselves what is wrong
 * @throws what the file system throws
 */
export function jpegSamples(path: string): ScannedSamples | undefined {
  const jpeg = readFileSync(path);
  const scanned = scanSamples(jpeg);
  if (scanned !== undefined) return scanned;
  const stray = findStrayBytes(jpeg);
  if (stray?.areDoubtful) return { damage: 'damaged', padding: 0 };
  return stray && scanSamples(stray.repaired);
}

import * as l10n from '@vscode/l10n';
import sharp from 'sharp';
import { recompressPng } from './recompressPng';
import type { SourceEncoding } from './sourceEncoding';

/** Most colors of a palette. */
const maxColors = 256;

/** Whether an image has no more colors than a palette can hold. */
async function fitsPalette(png: Buffer): Promise<boolean> {
  const data = await sharp(png, { limitInputPixels: false, ignoreIcc: true }).ensureAlpha().raw().toBuffer();
  const colors = new Set<number>();
  for (let at = 0; at < data.length; at += 4) if (colors.add(data.readUInt32LE(at)).size > maxColors) return false;
  return true;
}

/**
 * Writes a PNG with a palette or few bits again where its source had them and nothing is lost by it.
 * @param png written with 8 bits for each sample
 */
export async function compactPng(png: Buffer, { compact }: SourceEncoding): Promise<{ bytes: Buffer; notes: readonly string[] }> {
  if (compact === undefined) return { bytes: png, notes: [] };
  if (await fitsPalette(png)) return { bytes: recompressPng(png), notes: [] };
  const note = l10n.t('The palette became RGB: the new image has more than {0} colors. To reduce them, set "palette".', maxColors);
  return { bytes: png, notes: compact === 'palette' ? [note] : [] };
}

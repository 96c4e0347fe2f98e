import * as l10n from '@vscode/l10n';
import { containsJpeg } from '../metadata/jpegStart';
import type { Removal } from '../metadata/reduceBlocks';

/** Whether comments, which are text of people, stay. They are not parsed. */
export function keepsTexts(removal: Removal): boolean {
  return removal === 'previews' || removal === 'strip-gps';
}

/** Whether a block stays whose kind is unknown here, and which does not affect how the image is shown. */
export function keepsUnknown(data: Buffer, removal: Removal): boolean {
  return removal === 'previews' && !containsJpeg(data);
}

/** The note on an unknown block that is removed, although the rest is kept. */
export function unknownNote(removal: Removal): string[] {
  return removal === 'strip-gps' ? [l10n.t('Blocks of an unknown kind were removed: they may contain the location.')] : [];
}

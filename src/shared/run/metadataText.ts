import * as l10n from '@vscode/l10n';
import { formatList } from '../values/formatList';
import type { MetadataKind } from './run';

const names: Readonly<Record<MetadataKind, () => string>> = {
  exif: () => 'EXIF',
  icc: () => l10n.t('color profile'),
  xmp: () => 'XMP',
  iptc: () => 'IPTC',
  comments: () => l10n.t('comments'),
  lateExif: () => l10n.t('EXIF at the end'),
  gainMap: () => l10n.t('HDR gain map'),
  images: () => l10n.t('embedded images'),
};

/** A kind of metadata, for people. */
export function metadataName(kind: MetadataKind): string {
  return names[kind]();
}

/** Kinds of metadata as a list. */
export function metadataText(kinds: readonly MetadataKind[]): string {
  return formatList(kinds.map(metadataName), 'narrow');
}

import * as vscode from 'vscode';
import { algorithmTraits, type DigestAlgorithm, digestAlgorithms } from '../../shared/checksums/digestAlgorithms';
import { type Optimization, responsiveFormats, responsiveWidths } from '../../shared/recipe/commandProfiles';
import type { MetadataPolicy } from '../../shared/recipe/schema/profileChoices';
import { hasAutoQuality } from '../../shared/values/automaticQuality';
import { formatName, type OutputFormat, outputFormats } from '../../shared/values/formats';
import { type Tune, tuneLabels } from './choicePick';

/** The questions of commands about their own operation. Each is undefined when the user canceled. */

const { l10n } = vscode;

/** Largest side of an image, in pixels. */
const largestSide = 65_535;

interface ValueItem<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

function formatDetails(): Readonly<Record<OutputFormat, string>> {
  return {
    jpeg: l10n.t('photos, no transparency'),
    png: l10n.t('lossless, with transparency'),
    webp: l10n.t('smaller than JPEG and PNG, supports animation'),
    avif: l10n.t('smallest files, slow to encode'),
    gif: l10n.t('animations, 256 colors'),
    tiff: l10n.t('lossless, for print'),
    ico: l10n.t('icons in several sizes'),
    jxl: l10n.t('small files in high quality, few browsers'),
    apng: l10n.t('lossless animations with transparency'),
    bmp: l10n.t('not compressed, for Windows'),
    qoi: l10n.t('lossless and fast, for games'),
  };
}

function formatItems(): ValueItem<OutputFormat>[] {
  return outputFormats.map((value) => ({ label: formatName(value), description: formatDetails()[value], value }));
}

function tuneItem(): ValueItem<Tune> {
  return { ...tuneLabels(), value: 'tune' };
}

export async function pickFormat(title: string): Promise<OutputFormat | 'best' | Tune | undefined> {
  const placeHolder = l10n.t('Choose the output format');
  const best: ValueItem<'best'> = {
    label: l10n.t('Best Format'),
    description: l10n.t('the smallest of JPEG, PNG, WebP, and AVIF'),
    value: 'best',
  };
  const items: ValueItem<OutputFormat | 'best' | Tune>[] = [best, ...formatItems(), tuneItem()];
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.value;
}

/** One format or more. */
export async function pickFormats(title: string): Promise<readonly OutputFormat[] | undefined> {
  const items = formatItems().map((item) => ({ ...item, picked: (responsiveFormats as readonly string[]).includes(item.value) }));
  const placeHolder = l10n.t('Choose the output formats');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  return picked && picked.length > 0 ? picked.map(({ value }) => value) : undefined;
}

/** Parses `480, 960 1440`; undefined when a part is not a width. */
function parseWidths(text: string): number[] | undefined {
  const widths = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  const valid =
    widths.length > 0 && widths.length <= 32 && widths.every((width) => Number.isInteger(width) && width >= 1 && width <= largestSide);
  return valid ? widths : undefined;
}

export async function inputWidths(title: string): Promise<readonly number[] | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: l10n.t('Widths in pixels. Images are never enlarged; smaller images produce a single file.'),
    value: responsiveWidths.join(', '),
    validateInput: (typed) => (parseWidths(typed) ? undefined : l10n.t('Enter widths from 1 to {0}, such as 480, 960, 1440.', largestSide)),
  });
  return text === undefined ? undefined : parseWidths(text);
}

export async function inputThumbnailSize(title: string): Promise<number | undefined> {
  const isSize = (text: string) => /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= largestSide;
  const text = await vscode.window.showInputBox({
    title,
    prompt: l10n.t('Size in pixels. Thumbnails fit into a square of this size.'),
    value: '200',
    validateInput: (typed) => (isSize(typed) ? undefined : l10n.t('Enter a number from 1 to {0}.', largestSide)),
  });
  return text === undefined ? undefined : Number(text);
}

export async function pickMetadataPolicy(title: string): Promise<Exclude<MetadataPolicy, 'keep'> | undefined> {
  const items: ValueItem<Exclude<MetadataPolicy, 'keep'>>[] = [
    { label: l10n.t('Everything'), description: l10n.t('removes EXIF, XMP, IPTC, and comments; keeps the color profile'), value: 'strip' },
    {
      label: l10n.t('Location'),
      description: l10n.t('removes GPS data, and IPTC because it can name the location; keeps everything else'),
      value: 'strip-gps',
    },
    {
      label: l10n.t('Everything except the copyright'),
      description: l10n.t('keeps the copyright notice and the artist'),
      value: 'copyright-only',
    },
  ];
  const placeHolder = l10n.t('Choose what to remove. The pixels stay as they are stored where possible.');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.value;
}

/** How to choose the quality of a format that can have an automatic one. Other formats need no answer. */
export async function pickQuality(title: string, format: OutputFormat | 'best'): Promise<{ readonly quality?: 'auto' } | undefined> {
  if (!hasAutoQuality(format, 'auto')) return {};
  const items: ValueItem<{ readonly quality?: 'auto' }>[] = [
    {
      label: l10n.t('Automatic (recommended)'),
      description: l10n.t('for each image, the smallest file that looks the same'),
      value: { quality: 'auto' },
    },
    { label: l10n.t('Default quality'), description: l10n.t('the same for all images; faster'), value: {} },
  ];
  const placeHolder = l10n.t('Choose the quality');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.value;
}

/** The quality that `optimize` offers for smaller files. */
const smallerQuality = 80;

/** How to optimize: without loss, or with a quality. */
export async function pickOptimization(title: string): Promise<Optimization | Tune | undefined> {
  const items: ValueItem<Optimization | Tune>[] = [
    { label: l10n.t('Lossless (recommended)'), description: l10n.t('every pixel stays the same'), value: {} },
    {
      label: l10n.t('Smaller, at an automatic quality'),
      description: l10n.t('encodes JPEG, WebP, AVIF, and JPEG XL again, each as far as it looks the same; other formats stay lossless'),
      value: { quality: 'auto' },
    },
    {
      label: l10n.t('Smaller, at quality {0}', smallerQuality),
      description: l10n.t('encodes JPEG, WebP, AVIF, and JPEG XL again; other formats stay lossless'),
      value: { quality: smallerQuality },
    },
    tuneItem(),
  ];
  const placeHolder = l10n.t('Choose how to make the files smaller');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.value;
}

function algorithmDetails(): Readonly<Record<DigestAlgorithm, string>> {
  return {
    sha256: l10n.t('used by most checksum files'),
    sha1: l10n.t('for old checksum files; not secure'),
    sha512: l10n.t('longer than SHA-256'),
    md5: l10n.t('for old checksum files; not secure'),
    blake3: l10n.t('as secure as SHA-256 and much faster'),
    crc32: l10n.t('for SFV files; detects accidental changes only'),
    xxh64: l10n.t('fastest; detects accidental changes only'),
  };
}

/** One algorithm or more. @param last the previous answer */
export async function pickAlgorithms(title: string, last: readonly DigestAlgorithm[]): Promise<readonly DigestAlgorithm[] | undefined> {
  const items = digestAlgorithms.map((value) => ({
    label: algorithmTraits[value].label,
    description: algorithmDetails()[value],
    picked: last.includes(value),
    value,
  }));
  const placeHolder = l10n.t('Choose the digests to compute. Each file is read only once.');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true, matchOnDescription: true });
  return picked && picked.length > 0 ? picked.map(({ value }) => value) : undefined;
}

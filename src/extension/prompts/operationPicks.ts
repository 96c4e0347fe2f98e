import * as vscode from 'vscode';
import { algorithmTraits, type DigestAlgorithm, digestAlgorithms } from '../../shared/checksums/digestAlgorithms';
import { responsiveFormats, responsiveWidths } from '../../shared/recipe/commandProfiles';
import { defaultIntensity, type FilterName, filterNames, parseIntensity } from '../../shared/recipe/filters';
import type { MetadataPolicy } from '../../shared/recipe/schema/options';
import { type OutputFormat, outputFormats } from '../../shared/values/formats';

/** The questions of the commands beside Resize Images... */

const { l10n } = vscode;

interface ValueItem<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

async function pickOne<Value>(title: string, placeHolder: string, items: readonly ValueItem<Value>[]): Promise<Value | undefined> {
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  return picked?.value;
}

function formatDetails(): Readonly<Record<OutputFormat, string>> {
  return {
    jpeg: l10n.t('photos, without transparency'),
    png: l10n.t('lossless, with transparency'),
    webp: l10n.t('smaller than JPEG and PNG, animations'),
    avif: l10n.t('smallest, slow to make'),
    gif: l10n.t('animations, 256 colors'),
    tiff: l10n.t('lossless, for print'),
    ico: l10n.t('icons in several sizes'),
  };
}

function formatItems(): ValueItem<OutputFormat>[] {
  return outputFormats.map((value) => ({ label: value.toUpperCase(), description: formatDetails()[value], value }));
}

export function chooseFormat(title: string): Promise<OutputFormat | undefined> {
  return pickOne(title, l10n.t('Format of the new files'), formatItems());
}

/** Several formats; at least one. */
export async function chooseFormats(title: string): Promise<readonly OutputFormat[] | undefined> {
  const items = formatItems().map((item) => ({ ...item, picked: (responsiveFormats as readonly string[]).includes(item.value) }));
  const placeHolder = l10n.t('Formats of the set');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  return picked && picked.length > 0 ? picked.map(({ value }) => value) : undefined;
}

/** Reads `480, 960 1440`; undefined where something is no width. */
function parseWidths(text: string): number[] | undefined {
  const widths = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  const fine =
    widths.length > 0 && widths.length <= 32 && widths.every((width) => Number.isInteger(width) && width >= 1 && width <= 65_535);
  return fine ? widths : undefined;
}

export async function chooseWidths(title: string): Promise<readonly number[] | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: l10n.t('Widths in pixels. Nothing is enlarged: of a smaller image there is one file.'),
    value: responsiveWidths.join(', '),
    validateInput: (typed) => (parseWidths(typed) ? undefined : l10n.t('Type widths from 1 to 65535, such as 480, 960, 1440.')),
  });
  return text === undefined ? undefined : parseWidths(text);
}

export async function chooseThumbnailSize(title: string): Promise<number | undefined> {
  const isSize = (text: string) => /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535;
  const text = await vscode.window.showInputBox({
    title,
    prompt: l10n.t('Side in pixels of the square that thumbnails fit into'),
    value: '200',
    validateInput: (typed) => (isSize(typed) ? undefined : l10n.t('Type a number from 1 to 65535.')),
  });
  return text === undefined ? undefined : Number(text);
}

export function chooseMetadata(title: string): Promise<Exclude<MetadataPolicy, 'keep'> | undefined> {
  return pickOne(title, l10n.t('Images are encoded again at high quality, upright; the color profile stays'), [
    { label: l10n.t('Everything'), description: l10n.t('EXIF, XMP, IPTC and comments'), value: 'strip' },
    {
      label: l10n.t('The place'),
      description: l10n.t('where a photo was taken, and IPTC, which may say so; all else stays'),
      value: 'strip-gps',
    },
    { label: l10n.t('All but the copyright'), description: l10n.t('copyright notice and artist stay'), value: 'copyright-only' },
  ]);
}

export interface FilterChoice {
  readonly filter: FilterName;
  readonly intensity: number;
}

/** A quick pick whose active item is told while it is open. */
function pickFilter(title: string, tried: (filter: FilterName) => void): Promise<FilterName | undefined> {
  const pick = vscode.window.createQuickPick<ValueItem<FilterName>>();
  pick.title = title;
  pick.placeholder = l10n.t('Filter; the panel shows it on an image of the selection');
  pick.items = filterNames.map((value) => ({ label: value, value }));
  return new Promise((resolve) => {
    pick.onDidChangeActive(([active]) => active && tried(active.value));
    pick.onDidAccept(() => {
      resolve(pick.activeItems[0]?.value);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function typeIntensity(title: string, first: number, tried: (intensity: number) => void): Promise<number | undefined> {
  const box = vscode.window.createInputBox();
  const error = l10n.t('Type a number from 1 to 100.');
  box.title = title;
  box.prompt = l10n.t('Intensity, 1 to 100');
  box.value = String(first);
  box.valueSelection = [0, box.value.length];
  return new Promise((resolve) => {
    box.onDidChangeValue((text) => {
      const intensity = parseIntensity(text);
      box.validationMessage = intensity === undefined ? error : undefined;
      if (intensity !== undefined) tried(intensity);
    });
    box.onDidAccept(() => {
      const intensity = parseIntensity(box.value);
      if (intensity === undefined) return;
      resolve(intensity);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

/** A filter and its intensity. @param tried told what is looked at, while it is chosen */
export async function chooseFilter(
  title: string,
  tried: (filter: FilterName, intensity: number) => void,
): Promise<FilterChoice | undefined> {
  const filter = await pickFilter(title, (active) => tried(active, defaultIntensity(active)));
  if (filter === undefined) return undefined;
  const intensity = await typeIntensity(`${title}: ${filter}`, defaultIntensity(filter), (typed) => tried(filter, typed));
  return intensity === undefined ? undefined : { filter, intensity };
}

function algorithmDetails(): Readonly<Record<DigestAlgorithm, string>> {
  return {
    sha256: l10n.t('what most lists hold'),
    sha1: l10n.t('for old lists; can be forged'),
    sha512: l10n.t('longer than SHA-256'),
    md5: l10n.t('for old lists; can be forged'),
    blake3: l10n.t('as safe as SHA-256 and much faster'),
    crc32: l10n.t('for SFV lists; finds accidents alone'),
    xxh64: l10n.t('the fastest; finds accidents alone'),
  };
}

/** One algorithm or several. @param last those that were chosen the last time */
export async function chooseAlgorithms(title: string, last: readonly DigestAlgorithm[]): Promise<readonly DigestAlgorithm[] | undefined> {
  const items = digestAlgorithms.map((value) => ({
    label: algorithmTraits[value].label,
    description: algorithmDetails()[value],
    picked: last.includes(value),
    value,
  }));
  const placeHolder = l10n.t('Digests to compute; each file is read once for all of them');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true, matchOnDescription: true });
  return picked && picked.length > 0 ? picked.map(({ value }) => value) : undefined;
}

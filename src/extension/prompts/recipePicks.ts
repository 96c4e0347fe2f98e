import * as vscode from 'vscode';
import { parseSize, presets, type Size, sizeLabel } from '../../shared/recipe/presets';
import type { NamedProfiles } from '../host/settings';
import { type ChoiceItem, pickChoice, separator, type Tune, tuneLabels } from './choicePick';

/** Questions about what to do: a size or a profile. The last answer comes first. */

export type RecipeChoice = { readonly kind: 'size'; readonly size: Size } | { readonly kind: 'profile'; readonly name: string };

const { l10n } = vscode;

function presetItems(): ChoiceItem<RecipeChoice>[] {
  const names = { small: l10n.t('Small'), medium: l10n.t('Medium'), large: l10n.t('Large'), thumbnail: l10n.t('Thumbnail') };
  return presets.map(({ id, longEdge }) => ({
    label: `${names[id]} ${longEdge}`,
    description: l10n.t('long edge {0} px, never enlarged', longEdge),
    key: `${longEdge}`,
    choose: () => ({ kind: 'size', size: { longEdge } }),
  }));
}

function customItem(): ChoiceItem<RecipeChoice> {
  return {
    label: l10n.t('Custom...'),
    description: l10n.t('a box, a long edge, megapixels, or a percentage'),
    key: 'custom',
    choose: inputSize,
  };
}

async function inputSize(): Promise<RecipeChoice | undefined> {
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Resize Images: Custom Size'),
    prompt: l10n.t(
      '800x600 fits a box, 800x or x600 sets one side, 1280 sets the long edge, 2 MP sets the area, 50% scales. Images are never enlarged.',
    ),
    placeHolder: '1280',
    validateInput: (text) => {
      const size = parseSize(text);
      return typeof size === 'string' ? size : undefined;
    },
  });
  const size = typed === undefined ? undefined : parseSize(typed);
  return size === undefined || typeof size === 'string' ? undefined : { kind: 'size', size };
}

function profileItems(profiles: NamedProfiles): ChoiceItem<RecipeChoice>[] {
  return Object.entries(profiles).map(([name, profile]) => {
    const description = (profile as { description?: unknown } | null)?.description;
    return {
      label: name,
      ...(typeof description === 'string' && { description }),
      key: `profile ${name}`,
      choose: () => ({ kind: 'profile', name }),
    };
  });
}

function choiceKey(choice: RecipeChoice): string {
  return choice.kind === 'profile' ? `profile ${choice.name}` : sizeLabel(choice.size);
}

/** The last answer as an item; undefined for a profile that no longer exists. */
function lastItem(last: RecipeChoice, items: readonly ChoiceItem<RecipeChoice>[]): ChoiceItem<RecipeChoice> | undefined {
  const key = choiceKey(last);
  const known = items.find((item) => item.key === key);
  if (known || last.kind === 'profile') return known;
  return { label: sizeLabel(last.size), description: l10n.t('custom size'), key, choose: () => last };
}

/** The item that leads to the panel. */
export function tuneItem(): ChoiceItem<Tune> {
  return { ...tuneLabels(), key: 'tune', choose: () => 'tune' };
}

/** The first question of Resize Images...: a preset, a custom size, or a profile. @param others offered after the sizes */
export function pickSizeOrProfile<Other = never>(
  title: string,
  profiles: NamedProfiles,
  last: RecipeChoice | undefined,
  others: readonly ChoiceItem<Other>[] = [],
): Promise<RecipeChoice | Other | undefined> {
  const sizes = [...presetItems(), customItem()];
  const named = profileItems(profiles);
  const first = last && lastItem(last, [...sizes, ...named]);
  const isOther = ({ key }: ChoiceItem<RecipeChoice>) => key !== first?.key;
  const otherProfiles = named.filter(isOther);
  const items = [
    ...(first ? [separator(l10n.t('last used')), first, separator(l10n.t('sizes'))] : []),
    ...sizes.filter(isOther),
    ...others,
    ...(otherProfiles.length > 0 ? [separator(l10n.t('profiles')), ...otherProfiles] : []),
  ];
  return pickChoice<RecipeChoice | Other>(items, title, l10n.t('Choose a size or a profile'));
}

/** The question of Run Profile...: the profiles of the settings, then the examples whose names are not used by them. */
export function pickProfile(profiles: NamedProfiles, examples: NamedProfiles): Promise<RecipeChoice | undefined> {
  const others = profileItems(examples).filter(({ label }) => !Object.hasOwn(profiles, label));
  const items = [...profileItems(profiles), separator(l10n.t('examples')), ...others];
  return pickChoice(items, l10n.t('Run Profile'), l10n.t('Choose a profile from the settings, or an example'));
}

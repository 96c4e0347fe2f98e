import * as l10n from '@vscode/l10n';
import type { TunedFormat, TuningChoice } from '../../shared/protocol/tuningProtocol';
import { convertProfile, optimizeProfile } from '../../shared/recipe/commandProfiles';
import { type Destination, resizeProfile, sizeLabel } from '../../shared/recipe/presets';
import type { OutputInput, Profile } from '../../shared/recipe/recipe';
import { formatName } from '../../shared/values/formats';

/** A choice as what a run takes. Imports no vscode. */

export interface TunedProfile {
  /** What the run does, such as `Convert to WebP`. */
  readonly title: string;
  /** The value of the token `{profile}` in names. */
  readonly name: string;
  readonly profile: Profile;
}

/** A format that is always lossless has no quality. */
function encodingOf(format: TunedFormat, quality: number, lossless: boolean): OutputInput {
  if (format === 'png') return {};
  return lossless && format !== 'jpeg' ? { lossless } : { quality };
}

/** The profile of a choice, made as the commands make theirs. */
export async function tunedProfile(choice: TuningChoice, destination: Destination): Promise<TunedProfile> {
  switch (choice.operation) {
    case 'convert': {
      const { format, quality, lossless } = choice;
      const profile = convertProfile(format, destination, encodingOf(format, quality, lossless));
      return { title: l10n.t('Convert to {0}', formatName(format)), name: 'convert', profile };
    }
    case 'optimize': {
      const profile = optimizeProfile(destination, { quality: choice.lossless ? undefined : choice.quality, complete: true });
      return { title: l10n.t('Optimize Images'), name: 'optimize', profile };
    }
    case 'resize': {
      const size = { longEdge: choice.longEdge };
      return { title: l10n.t('Resize to {0}', `${choice.longEdge} px`), name: sizeLabel(size), profile: resizeProfile(size, destination) };
    }
    case 'filter': {
      const { filter, intensity } = choice;
      const { filterProfile } = await import('../../shared/recipe/recipeParser');
      const profile = filterProfile(filter, intensity, destination);
      return { title: l10n.t('Filter {0}, intensity {1}', filter, intensity), name: filter, profile };
    }
  }
}

import * as vscode from 'vscode';
import { pickFilter } from '../prompts/filterPicks';
import { FilterPreview } from '../runs/filterPreview';
import { type ImageCommandContext, imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Apply Filter...: a filter and its intensity, previewed on one image of the selection while the user chooses. */
export function applyFilterCommand(context: ImageCommandContext) {
  const title = l10n.t('Apply Filter');
  return imageCommand(context, title, async (selection) => {
    const preview = await FilterPreview.of(context.runs.queue, selection);
    try {
      const chosen = await pickFilter(title, (filter, intensity) => preview.show(filter, intensity));
      if (!chosen) return undefined;
      const { filter, intensity } = chosen;
      return {
        title: l10n.t('Filter {0}, intensity {1}', filter, intensity),
        besideExample: `photo-${filter}.jpg`,
        name: filter,
        profile: async (destination) => (await import('../../shared/recipe/recipeParser')).filterProfile(filter, intensity, destination),
      };
    } finally {
      preview.dispose();
    }
  });
}

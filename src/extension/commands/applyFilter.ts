import * as vscode from 'vscode';
import { filterProfile } from '../../shared/recipe/commandProfiles';
import { chooseFilter } from '../prompts/operationPicks';
import { FilterPreview } from '../runs/filterPreview';
import type { RunController } from '../runs/processController';
import { imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Apply Filter...: a filter and its intensity, tried on one image of the selection while they are chosen. */
export function applyFilter(runs: RunController, memento: vscode.Memento) {
  const title = l10n.t('Apply Filter');
  return imageCommand(runs, memento, title, async (selection) => {
    const preview = await FilterPreview.of(runs, selection);
    try {
      const chosen = await chooseFilter(title, (filter, intensity) => preview.show(filter, intensity));
      if (!chosen) return undefined;
      const { filter, intensity } = chosen;
      return {
        title: l10n.t('Filter {0}, intensity {1}', filter, intensity),
        besideExample: `photo-${filter}.jpg`,
        name: filter,
        profile: (destination) => filterProfile(filter, intensity, destination),
      };
    } finally {
      preview.dispose();
    }
  });
}

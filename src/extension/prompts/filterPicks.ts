import * as vscode from 'vscode';
import { defaultIntensity, type FilterName, filterNames, parseIntensity } from '../../shared/recipe/filterChoices';

/** Questions about a filter. While they are open, the caller shows a preview. */

const { l10n } = vscode;

export interface FilterChoice {
  readonly filter: FilterName;
  readonly intensity: number;
}

interface FilterItem extends vscode.QuickPickItem {
  readonly filter: FilterName;
}

/** Asks for a filter and its intensity. @param preview called with every choice that the user considers */
export async function pickFilter(
  title: string,
  preview: (filter: FilterName, intensity: number) => void,
): Promise<FilterChoice | undefined> {
  const filter = await pickName(title, (active) => preview(active, defaultIntensity(active)));
  if (filter === undefined) return undefined;
  const intensity = await inputIntensity(`${title}: ${filter}`, defaultIntensity(filter), (typed) => preview(filter, typed));
  return intensity === undefined ? undefined : { filter, intensity };
}

function pickName(title: string, onActive: (filter: FilterName) => void): Promise<FilterName | undefined> {
  const pick = vscode.window.createQuickPick<FilterItem>();
  pick.title = title;
  pick.placeholder = l10n.t('Choose a filter. The panel shows a preview.');
  pick.items = filterNames.map((filter) => ({ label: filter, filter }));
  return new Promise((resolve) => {
    pick.onDidChangeActive(([active]) => active && onActive(active.filter));
    pick.onDidAccept(() => {
      resolve(pick.activeItems[0]?.filter);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function inputIntensity(title: string, initial: number, onValid: (intensity: number) => void): Promise<number | undefined> {
  const box = vscode.window.createInputBox();
  const error = l10n.t('Enter a number from 1 to 100.');
  box.title = title;
  box.prompt = l10n.t('Intensity, from 1 to 100');
  box.value = String(initial);
  box.valueSelection = [0, box.value.length];
  return new Promise((resolve) => {
    box.onDidChangeValue((text) => {
      const intensity = parseIntensity(text);
      box.validationMessage = intensity === undefined ? error : undefined;
      if (intensity !== undefined) onValid(intensity);
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

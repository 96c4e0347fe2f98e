import * as vscode from 'vscode';
import type { Profile } from '../../shared/recipe/recipe';
import type { ImageCommandContext } from '../commands/images/imageCommand';
import { makeRunRequest, profileRequest, resizeRequest } from '../commands/makeRunRequest';
import { mementoKeys } from '../host/ids';
import { profiles, setWorkerCount } from '../host/settings';
import { type ChoiceItem, pickChoice } from '../prompts/choicePick';
import { pickSizeOrProfile, type RecipeChoice } from '../prompts/recipePicks';
import { selectionCommand } from '../prompts/selection';
import type { RunRequest } from '../runs/runRequest';
import type { Measurements } from '../state/measurements';
import { type Measuring, measureInPanel, workersText } from './measureInPanel';

const { l10n } = vscode;

const titleText = () => l10n.t('Measure Worker Speed');

/** Asks for a size or a profile. The outputs go nowhere, so there is no destination to ask for. */
async function askRecipe(selection: readonly vscode.Uri[], memento: vscode.Memento): Promise<RunRequest | undefined> {
  const choice = await pickSizeOrProfile(titleText(), profiles(selection[0]), memento.get<RecipeChoice>(mementoKeys.recipe));
  if (!choice) return undefined;
  return choice.kind === 'profile' ? profileRequest(selection, choice.name) : resizeRequest(selection, choice.size, { kind: 'beside' });
}

/** Offers what the last run did, or asks. Undefined when the user canceled. */
async function askRequest(selection: readonly vscode.Uri[], memento: vscode.Memento): Promise<RunRequest | undefined> {
  const profile = memento.get<Profile>(mementoKeys.profile);
  if (!profile) return askRecipe(selection, memento);
  const title = l10n.t('Recipe of the Last Run');
  const items: ChoiceItem<RunRequest>[] = [
    {
      ...{ label: title, key: 'last', description: l10n.t('the same steps and formats') },
      choose: () => makeRunRequest({ selection, title, profile, name: 'last' }),
    },
    {
      label: l10n.t('Another Recipe...'),
      key: 'other',
      description: l10n.t('a size or a profile'),
      choose: () => askRecipe(selection, memento),
    },
  ];
  return pickChoice(items, titleText(), l10n.t('Choose what to measure'));
}

/** Sets the number of workers that the user chose of those measured. */
export async function useMeasuredWorkers(measurements: Measurements, count: number): Promise<void> {
  const { current, speeds, found } = measurements.view ?? { speeds: [] };
  // The page may send any number.
  if (!found || !speeds.some(({ workers }) => workers === count)) return;
  measurements.close();
  if (count === current) return;
  await setWorkerCount(count);
  void vscode.window.showInformationMessage(l10n.t('The next run uses {0} (setting assetmill.workers).', workersText(count)));
}

/** What measuring needs of the window. */
interface MeasuringPlace extends Omit<Measuring, 'request'> {
  readonly measurements: Measurements;
}

/** Measure Worker Speed...: tries a recipe on a sample of the selection with 1, 2, 4, ... workers, and shows how fast each was. */
export function measureWorkersCommand({ runs, memento }: ImageCommandContext, { measurements, ...folders }: MeasuringPlace) {
  const { queue } = runs;
  return selectionCommand({
    title: titleText(),
    async run(selection) {
      if (queue.busy) {
        void vscode.window.showInformationMessage(l10n.t('Wait until the run ends. It is using the cores to be measured.'));
        return;
      }
      const request = await askRequest(selection, memento);
      if (request) await measureInPanel(queue, measurements, { request, ...folders });
    },
  });
}

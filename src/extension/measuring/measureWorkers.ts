import * as vscode from 'vscode';
import type { Profile } from '../../shared/recipe/recipe';
import type { WorkerMeasurement, WorkerSpeed } from '../../shared/run/workerMeasurement';
import { fileCount, formatDecimal } from '../../shared/values/formatQuantity';
import type { ImageCommandContext } from '../commands/imageCommand';
import { makeRunRequest, profileRequest, resizeRequest } from '../commands/makeRunRequest';
import { mementoKeys } from '../host/ids';
import { profiles, setWorkerCount } from '../host/settings';
import { type ChoiceItem, pickChoice } from '../prompts/choicePick';
import { pickSizeOrProfile, type RecipeChoice } from '../prompts/recipePicks';
import { selectionCommand } from '../prompts/selection';
import type { RunRequest } from '../runs/runRequest';
import { type Measuring, measureInNotification, workersText } from './measureInNotification';

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

interface WorkersItem extends vscode.QuickPickItem {
  readonly workers: number;
}

function workersItem({ workers, filesPerSecond, speedup }: WorkerSpeed, { recommended, current }: WorkerMeasurement): WorkersItem {
  const marks = [
    ...(workers === recommended ? [l10n.t('recommended: more workers are hardly faster')] : []),
    ...(workers === current ? [l10n.t('in use now')] : []),
  ];
  return {
    workers,
    label: `${workers === recommended ? '$(star-full) ' : ''}${l10n.t('Use {0}', workersText(workers))}`,
    description: l10n.t('{0}× as fast as one, {1} files/s', formatDecimal(speedup, 2), formatDecimal(filesPerSecond, 1)),
    ...(marks.length > 0 && { detail: marks.join(' · ') }),
  };
}

/** Shows what was found, the recommended number first, and sets the number that the user chooses. */
async function offerWorkers(found: WorkerMeasurement): Promise<void> {
  const { speeds, recommended, current, files, title } = found;
  const sorted = [...speeds].sort((a, b) => Number(b.workers === recommended) - Number(a.workers === recommended));
  const picked = await vscode.window.showQuickPick(
    sorted.map((speed) => workersItem(speed, found)),
    {
      ...{ title: `${titleText()}: ${title}`, ignoreFocusOut: true },
      placeHolder: l10n.t('The faster of two passes over {0}. Choose how many workers to use.', fileCount(files)),
    },
  );
  if (!picked || picked.workers === current) return;
  await setWorkerCount(picked.workers);
  void vscode.window.showInformationMessage(l10n.t('The next run uses {0} (setting assetmill.workers).', workersText(picked.workers)));
}

/** Measure Worker Speed...: tries a recipe on a sample of the selection with 1, 2, 4, ... workers, and offers the best number. */
export function measureWorkersCommand({ runs, memento }: ImageCommandContext, folders: Omit<Measuring, 'request'>) {
  const { queue } = runs;
  return selectionCommand({
    title: titleText(),
    async run(selection) {
      if (queue.busy) {
        void vscode.window.showInformationMessage(l10n.t('Wait until the run ends: it takes the cores that would be measured.'));
        return;
      }
      const request = await askRequest(selection, memento);
      const found = request && (await measureInNotification(queue, { request, ...folders }));
      if (found) await offerWorkers(found);
    },
  });
}

import * as vscode from 'vscode';
import { exampleProfiles } from '../../../shared/recipe/exampleProfiles';
import { type Destination, sizeLabel } from '../../../shared/recipe/presets';
import { mementoKeys } from '../../host/ids';
import { type NamedProfiles, profiles } from '../../host/settings';
import { pickDestination } from '../../prompts/destinationPick';
import { pickSizeOrProfile, type RecipeChoice, tuneItem } from '../../prompts/recipePicks';
import { selectionCommand } from '../../prompts/selection';
import type { RunRequest } from '../../runs/runRequest';
import { profileRequest, resizeRequest } from '../makeRunRequest';
import type { ImageCommandContext } from './imageCommand';

interface ResizeQuestions {
  readonly title: string;
  readonly memento: vscode.Memento;
  /** Offered after the profiles of the settings. */
  readonly examples: NamedProfiles;
  /** Opens the panel to choose the size there. */
  tune?(selection: readonly vscode.Uri[]): Promise<void>;
}

/** Asks what to do and where to write the outputs; the last answers come first. Undefined when the user canceled, or chooses in the panel. */
async function askRequest(
  selection: readonly vscode.Uri[],
  { title, memento, examples, tune }: ResizeQuestions,
): Promise<RunRequest | undefined> {
  const configured = profiles(selection[0]);
  const others = Object.entries(examples).filter(([name]) => !Object.hasOwn(configured, name));
  const offered = { ...configured, ...Object.fromEntries(others) };
  const last = memento.get<RecipeChoice>(mementoKeys.recipe);
  const choice = await pickSizeOrProfile(title, offered, last, tune ? [tuneItem()] : []);
  if (choice === 'tune') await tune?.(selection);
  if (choice === undefined || choice === 'tune') return undefined;
  await memento.update(mementoKeys.recipe, choice);
  if (choice.kind === 'profile') return profileRequest(selection, choice.name);
  const question = { title: vscode.l10n.t('Resize Images'), besideExample: `photo-${sizeLabel(choice.size)}.jpg` };
  const destination = await pickDestination(question, memento.get<Destination>(mementoKeys.destination));
  if (!destination) return undefined;
  const request = await resizeRequest(selection, choice.size, destination);
  return request && { ...request, remember: () => memento.update(mementoKeys.destination, destination) };
}

function askAndResize(questions: ResizeQuestions, use: (request: RunRequest) => Promise<void>) {
  return selectionCommand({
    title: questions.title,
    async run(selection) {
      const request = await askRequest(selection, questions);
      if (request) await use(request);
    },
  });
}

/** Resize Images...: two questions, then the run. The last answers come first, so repeating takes two key presses. */
export function resizeImagesCommand({ runs, memento, tuner }: ImageCommandContext) {
  const title = vscode.l10n.t('Resize Images');
  const tune = (selection: readonly vscode.Uri[]) => tuner.open(title, 'resize', selection);
  return askAndResize({ title, memento, examples: {}, tune }, (request) => runs.start(request));
}

/** Preview Plan...: the same questions, with examples, then a table of what would happen. Nothing is written. */
export function previewPlanCommand({ runs, memento }: ImageCommandContext) {
  const questions = { title: vscode.l10n.t('Preview Plan'), memento, examples: exampleProfiles() };
  return askAndResize(questions, (request) => runs.preview(request));
}

import * as vscode from 'vscode';
import { exampleProfiles } from '../../shared/recipe/exampleProfiles';
import type { Destination } from '../../shared/recipe/presets';
import { mementoKeys } from '../host/ids';
import { profiles } from '../host/settings';
import { explorerSelection, pickFolder } from '../prompts/selection';
import { chooseWhat, resizeDestination, type WhatChoice } from '../prompts/sizeAndDestinationPicks';
import type { RunController, RunRequest } from '../runs/processController';
import { profileRequest, resizeRequest } from './startRun';

type Profiles = Readonly<Record<string, unknown>>;

/** Asks what is to be done and where the results go; the last answers come first. Undefined when the user left. */
async function askRequest(
  selection: readonly vscode.Uri[],
  offered: Profiles,
  memento: vscode.Memento,
  title: string,
): Promise<RunRequest | undefined> {
  const what = await chooseWhat(title, offered, memento.get<WhatChoice>(mementoKeys.recipe));
  if (!what) return undefined;
  await memento.update(mementoKeys.recipe, what);
  if (what.kind === 'profile') return profileRequest(selection, what.name);
  const destination = await resizeDestination(what.size, memento.get<Destination>(mementoKeys.destination));
  if (!destination) return undefined;
  await memento.update(mementoKeys.destination, destination);
  return resizeRequest(selection, what.size, destination);
}

/** @param examples profiles that are offered below those of the settings */
function command(title: string, memento: vscode.Memento, examples: Profiles, use: (request: RunRequest) => Promise<void>) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const selection = explorerSelection(clicked, selected) ?? (await pickFolder(title));
    if (!selection) return;
    const own = profiles(selection[0]);
    const others = Object.entries(examples).filter(([name]) => !Object.hasOwn(own, name));
    const request = await askRequest(selection, { ...own, ...Object.fromEntries(others) }, memento, title);
    if (request) await use(request);
  };
}

/** Resize Images...: two questions, then the run. A repeat is two key presses, since the last answers come first. */
export function resizeImages(runs: RunController, memento: vscode.Memento) {
  return command(vscode.l10n.t('Resize Images'), memento, {}, (request) => runs.start(request));
}

/** Preview Plan...: the same questions, the examples of Run Profile... among the answers, then the table of what would happen. Nothing is written. */
export function previewPlan(runs: RunController, memento: vscode.Memento) {
  return command(vscode.l10n.t('Preview Plan'), memento, exampleProfiles(), (request) => runs.preview(request));
}

import * as vscode from 'vscode';
import type { Destination } from '../../shared/presets';
import { chooseDestination, chooseWhat, type WhatChoice } from '../choices';
import { mementoKeys } from '../contributions';
import type { RunController } from '../runController';
import { explorerSelection, pickFolder } from '../selection';
import { profiles } from '../settings';
import { startProfile, startResize } from './startRun';

/** Resize Images...: two questions, then the run. A repeat is two key presses, since the last answers come first. */
export function resizeImages(runs: RunController, memento: vscode.Memento) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const selection = explorerSelection(clicked, selected) ?? (await pickFolder(vscode.l10n.t('Resize Images')));
    if (!selection) return;
    const what = await chooseWhat(profiles(selection[0]), memento.get<WhatChoice>(mementoKeys.recipe));
    if (!what) return;
    await memento.update(mementoKeys.recipe, what);
    if (what.kind === 'profile') return startProfile(runs, selection, what.name);
    const destination = await chooseDestination(what.size, memento.get<Destination>(mementoKeys.destination));
    if (!destination) return;
    await memento.update(mementoKeys.destination, destination);
    await startResize(runs, selection, what.size, destination);
  };
}

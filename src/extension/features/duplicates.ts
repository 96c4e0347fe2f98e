import * as vscode from 'vscode';
import { findDuplicatesCommand } from '../commands/findDuplicates';
import { DuplicatesController } from '../duplicates/duplicatesController';
import { GroupOptions } from '../duplicates/groupOptions';
import { commandIds } from '../host/ids';
import type { GroupActions } from '../panel/panelActions';
import { type Feature, registerCommands } from './feature';
import type { Services } from './services';

/** Find Duplicates... and everything about its groups. */
export function registerDuplicates(services: Services): Feature<GroupActions> {
  const { queue, groups, thumbnails, memento, runsFolder, digestCache, bundle } = services;
  const paths = { runs: runsFolder, digestCache, groupingBundle: bundle('grouping.cjs') };
  const duplicates = new DuplicatesController(queue, groups, thumbnails, paths);
  const options = new GroupOptions(duplicates, groups, memento);
  const registered = vscode.Disposable.from(
    duplicates,
    options,
    registerCommands({
      [commandIds.findDuplicates]: findDuplicatesCommand(duplicates, memento),
      [commandIds.trashDuplicates]: () => duplicates.trash(),
    }),
  );
  return { actions: options.actions, dispose: () => registered.dispose() };
}

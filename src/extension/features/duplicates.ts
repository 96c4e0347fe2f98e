import { findDuplicatesCommand } from '../commands/findDuplicates';
import { DuplicatesController } from '../duplicates/duplicatesController';
import { GroupOptions } from '../duplicates/groupOptions';
import { commandIds } from '../host/ids';
import type { GroupActions } from '../panel/panelActions';
import type { Feature } from './feature';
import type { Services } from './services';

/** Find Duplicates... and everything about its groups. */
export function createDuplicates(services: Services) {
  const { queue, groups, thumbnails, memento, runsFolder, digestCache, bundle } = services;
  const paths = { runs: runsFolder, digestCache, groupingBundle: bundle('grouping.cjs') };
  const duplicates = new DuplicatesController(queue, groups, thumbnails, paths);
  const options = new GroupOptions(duplicates, groups, memento);
  return {
    commands: {
      [commandIds.findDuplicates]: findDuplicatesCommand(duplicates, memento),
      [commandIds.trashDuplicates]: () => duplicates.trash(),
    },
    actions: options.actions,
    searchAgain: () => duplicates.searchAgain(),
    disposables: [duplicates, options],
  } satisfies Feature<GroupActions> & Pick<DuplicatesController, 'searchAgain'>;
}

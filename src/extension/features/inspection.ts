import { ChecksumProblems } from '../checksums/checksumProblems';
import { checkImagesCommand } from '../commands/checkImages';
import { clearDigestCacheCommand } from '../commands/clearDigestCache';
import { copyDigestsCommand } from '../commands/copyDigests';
import { hashFilesCommand } from '../commands/hashFiles';
import { renameMislabeledCommand } from '../commands/renameMislabeled';
import { saveChecksumsCommand } from '../commands/saveChecksums';
import { verifyChecksumsCommand } from '../commands/verifyChecksums';
import { commandIds } from '../host/ids';
import type { InspectionActions } from '../panel/panelActions';
import { InspectController } from '../runs/inspectController';
import { RenameWatch } from '../runs/renameWatch';
import type { Feature } from './feature';
import type { Services } from './services';

/** Commands that read files: hashing, verifying and checking. */
export function createInspection({ queue, digestCache, memento }: Services) {
  const problems = new ChecksumProblems();
  const renames = new RenameWatch(queue.store);
  const inspections = new InspectController(queue, digestCache, problems);
  const copyDigests = copyDigestsCommand(queue.store);
  const saveChecksums = saveChecksumsCommand(queue);
  const rename = renameMislabeledCommand(queue, renames);
  return {
    commands: {
      [commandIds.hashFiles]: hashFilesCommand(inspections, memento),
      [commandIds.copyDigests]: copyDigests,
      [commandIds.saveChecksums]: saveChecksums,
      [commandIds.clearDigestCache]: clearDigestCacheCommand(queue, digestCache),
      [commandIds.verifyChecksums]: verifyChecksumsCommand(inspections),
      [commandIds.checkImages]: checkImagesCommand(inspections),
      [commandIds.renameMislabeled]: rename,
    },
    actions: {
      copyDigests: () => void copyDigests(),
      saveChecksums: () => void saveChecksums(),
      rename: () => void rename(),
    },
    disposables: [problems, renames],
  } satisfies Feature<InspectionActions>;
}

import type { ComparisonHost } from '../../shared/protocol/comparisonProtocol';
import type { MeasurementHost } from '../../shared/protocol/measurementProtocol';
import type { TuningHost } from '../../shared/protocol/tuningProtocol';
import { copyMarkupCommand } from '../commands/copyMarkup';
import { editProfilesCommand } from '../commands/editProfiles';
import { applyFilterCommand } from '../commands/images/applyFilter';
import { convertImagesCommand } from '../commands/images/convertImages';
import { createFaviconSetCommand } from '../commands/images/createFaviconSet';
import { createSpriteAtlasCommand } from '../commands/images/createSpriteAtlas';
import { cropImagesCommand } from '../commands/images/cropImages';
import { makeResponsiveSetCommand } from '../commands/images/makeResponsiveSet';
import { makeThumbnailsCommand } from '../commands/images/makeThumbnails';
import { optimizeImagesCommand } from '../commands/images/optimizeImages';
import { previewPlanCommand, resizeImagesCommand } from '../commands/images/resizeImages';
import { stripMetadataCommand } from '../commands/images/stripMetadata';
import { makeRunRequest } from '../commands/makeRunRequest';
import { retryFailedCommand } from '../commands/retryFailed';
import { runProfileCommand } from '../commands/runProfile';
import { saveProfileCommand } from '../commands/saveProfile';
import { type HistoryHandlers, historyHandlers, showHistoryCommand } from '../commands/showHistory';
import { commandIds } from '../host/ids';
import { measureWorkersCommand, useMeasuredWorkers } from '../measuring/measureWorkers';
import type { RunActions } from '../panel/panelActions';
import { ComparedRuns } from '../reports/comparedRuns';
import { saveReportCommand } from '../reports/saveReport';
import { RunAgain } from '../rows/runAgain';
import { ProcessController } from '../runs/processController';
import { RunHistory } from '../runs/runHistory';
import type { Comparisons } from '../state/comparisons';
import { Tuner } from '../tune/tuner';
import type { Feature } from './feature';
import type { Services } from './services';

/** What the views need of it. */
export interface ProcessingParts {
  readonly runs: ProcessController;
  readonly history: RunHistory;
  readonly handlers: HistoryHandlers;
  readonly compared: ComparedRuns;
}

interface ImageProcessing extends Feature<RunActions & ComparisonHost & MeasurementHost & TuningHost>, Pick<RunHistory, 'restoreLast'> {
  readonly again: RunAgain;
  readonly parts: ProcessingParts;
}

/** Commands that make images, profiles, and the control of runs: pause, cancel, undo, history, and the log. */
export function createImageProcessing({ queue, runsFolder, earlierRuns, scratch, memento, comparisons, measurements }: Services) {
  const runs = new ProcessController(queue, { runs: runsFolder, scratch }, memento);
  const history = new RunHistory(queue, runsFolder, earlierRuns);
  const compared = new ComparedRuns(history);
  const handlers = historyHandlers(runs, history, (folder) => compared.choose(folder));
  const tuner = new Tuner({ runs, memento, makeRequest: makeRunRequest });
  const context = { runs, memento, tuner };
  const resize = resizeImagesCommand(context);
  const { log, store } = queue;
  const commands = {
    [commandIds.resizeImages]: resize,
    [commandIds.convertImages]: convertImagesCommand(context),
    [commandIds.cropImages]: cropImagesCommand(context),
    [commandIds.optimizeImages]: optimizeImagesCommand(context),
    [commandIds.applyFilter]: applyFilterCommand(context),
    [commandIds.makeThumbnails]: makeThumbnailsCommand(context),
    [commandIds.makeResponsiveSet]: makeResponsiveSetCommand(context),
    [commandIds.createFaviconSet]: createFaviconSetCommand(context),
    [commandIds.createSpriteAtlas]: createSpriteAtlasCommand(context),
    [commandIds.stripMetadata]: stripMetadataCommand(context),
    [commandIds.copyMarkup]: copyMarkupCommand(queue),
    [commandIds.previewPlan]: previewPlanCommand(context),
    [commandIds.runPlanned]: () => runs.runPlanned(),
    [commandIds.runProfile]: runProfileCommand(runs),
    [commandIds.editProfiles]: editProfilesCommand,
    [commandIds.saveLastRunAsProfile]: saveProfileCommand(memento),
    [commandIds.pauseRun]: () => queue.pause(),
    [commandIds.resumeRun]: () => queue.resume(),
    [commandIds.cancelRun]: () => queue.cancel(),
    [commandIds.undoLastRun]: (id: unknown) => history.undo(typeof id === 'string' ? id : undefined),
    [commandIds.showHistory]: showHistoryCommand(history, handlers),
    [commandIds.compareRuns]: () => compared.choose(),
    [commandIds.retryFailed]: retryFailedCommand(runs, history),
    [commandIds.saveReport]: saveReportCommand(history, scratch),
    [commandIds.measureWorkers]: measureWorkersCommand(context, { scratch, runsFolder, measurements }),
    [commandIds.showLog]: () => log.show(),
  };
  void history.recover();
  return {
    restoreLast: () => history.restoreLast(),
    again: new RunAgain(runs, history),
    parts: { runs, history, handlers, compared },
    commands,
    actions: {
      resize: () => void resize(),
      pause: () => queue.pause(),
      resume: () => queue.resume(),
      cancel: () => queue.cancel(),
      undo: () => void history.undo(store.undoId),
      runPlanned: () => void runs.runPlanned(),
      compare: (id, output) => void comparisons.compare(id, output ?? undefined),
      compareFile: (id, other) => void comparisons.compareFile(id, other ?? undefined),
      closeComparison: () => comparisons.close(),
      useWorkers: (count) => void useMeasuredWorkers(measurements, count),
      closeMeasurement: () => measurements.close(),
      keepOriginal: () => void keepOriginal(comparisons, history),
      ...tuner.actions,
    },
    disposables: [tuner, compared],
  } satisfies ImageProcessing;
}

/** Restores the original of the file that is compared. Then there is nothing to compare. */
async function keepOriginal(comparisons: Comparisons, history: RunHistory): Promise<void> {
  const { output, store } = comparisons;
  if (output !== undefined && store.run && (await history.keepOriginal(store.run, output))) comparisons.close();
}

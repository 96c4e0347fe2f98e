import { type RowAction, rowActions } from '../../shared/protocol/rowQuery';

/** Every id that package.json and the code share. A test compares them. */

/** The command of an action on rows of the panel. */
export type RowCommandId = `assetmill.row.${RowAction}`;

export function rowCommandId(action: RowAction): RowCommandId {
  return `assetmill.row.${action}`;
}

export const commandIds = {
  resizeImages: 'assetmill.resizeImages',
  convertImages: 'assetmill.convertImages',
  optimizeImages: 'assetmill.optimizeImages',
  applyFilter: 'assetmill.applyFilter',
  makeThumbnails: 'assetmill.makeThumbnails',
  makeResponsiveSet: 'assetmill.makeResponsiveSet',
  createFaviconSet: 'assetmill.createFaviconSet',
  createSpriteAtlas: 'assetmill.createSpriteAtlas',
  stripMetadata: 'assetmill.stripMetadata',
  runProfile: 'assetmill.runProfile',
  editProfiles: 'assetmill.editProfiles',
  saveLastRunAsProfile: 'assetmill.saveLastRunAsProfile',
  previewPlan: 'assetmill.previewPlan',
  runPlanned: 'assetmill.runPlanned',
  copyMarkup: 'assetmill.copyMarkup',
  hashFiles: 'assetmill.hashFiles',
  verifyChecksums: 'assetmill.verifyChecksums',
  copyDigests: 'assetmill.copyDigests',
  saveChecksums: 'assetmill.saveChecksums',
  clearDigestCache: 'assetmill.clearDigestCache',
  findDuplicates: 'assetmill.findDuplicates',
  trashDuplicates: 'assetmill.trashDuplicates',
  checkImages: 'assetmill.checkImages',
  renameMislabeled: 'assetmill.renameMislabeled',
  showPanel: 'assetmill.showPanel',
  pauseRun: 'assetmill.pauseRun',
  resumeRun: 'assetmill.resumeRun',
  cancelRun: 'assetmill.cancelRun',
  undoLastRun: 'assetmill.undoLastRun',
  showHistory: 'assetmill.showHistory',
  compareRuns: 'assetmill.compareRuns',
  retryFailed: 'assetmill.retryFailed',
  saveReport: 'assetmill.saveReport',
  measureWorkers: 'assetmill.measureWorkers',
  showLog: 'assetmill.showLog',
  runAgain: 'assetmill.runAgain',
  runWith: 'assetmill.runWith',
  openOutputFolder: 'assetmill.openOutputFolder',
  cropImages: 'assetmill.cropImages',
  // Of the entries of views.
  runThisProfile: 'assetmill.profiles.run',
  editThisProfile: 'assetmill.profiles.edit',
  cancelQueued: 'assetmill.queue.cancel',
  moveUp: 'assetmill.queue.moveUp',
  moveDown: 'assetmill.queue.moveDown',
  refreshHistory: 'assetmill.history.refresh',
  historyShow: 'assetmill.history.show',
  historyUndo: 'assetmill.history.undo',
  historyRedo: 'assetmill.history.redo',
  historyResume: 'assetmill.history.resume',
  historyRetry: 'assetmill.history.retry',
  historyAgain: 'assetmill.history.again',
  historySave: 'assetmill.history.saveAsProfile',
  historySelectForCompare: 'assetmill.history.selectForCompare',
  historyCompareWithSelected: 'assetmill.history.compareWithSelected',
} as const;
export type CommandId = (typeof commandIds)[keyof typeof commandIds] | RowCommandId;

/** All commands. Those of rows take what the page says of the row. */
export const allCommandIds: readonly CommandId[] = [...Object.values(commandIds), ...rowActions.map(rowCommandId)];

export const settingSection = 'assetmill';
export const settingKeys = [
  'profiles',
  'workers',
  'priority',
  'nodePath',
  'queue',
  'queueRoot',
  'timeout',
  'memoryBudget',
  'useIgnoreFiles',
  'readOrder',
  'historyDays',
  'historySize',
] as const;
export type SettingKey = (typeof settingKeys)[number];

export const contextKeys = {
  running: 'assetmill.running',
  phase: 'assetmill.phase',
  planned: 'assetmill.planned',
  hashed: 'assetmill.hashed',
  duplicates: 'assetmill.duplicates',
  mislabeled: 'assetmill.mislabeled',
} as const;

/** The views in the activity bar, in their container. */
export const viewContainer = 'assetmill';
export const viewIds = { profiles: 'assetmill.profiles', queue: 'assetmill.queue', history: 'assetmill.history' } as const;

export const panelViewType = 'assetmill.panel';

/** Schemes of documents that no file contains. */
export const documentSchemes = { comparison: 'assetmill-comparison' } as const;

/** Language id of checksum files. The manifest contributes it so that opening such a file activates the extension, which shows a code lens. */
export const checksumLanguage = 'checksums';

/** Keys of the values remembered for the user. */
export const globalKeys = { version: 'assetmill.version' } as const;

/** Keys of the values remembered for a workspace. */
export const mementoKeys = {
  recipe: 'assetmill.lastRecipe',
  destination: 'assetmill.lastDestination',
  atlas: 'assetmill.lastAtlas',
  iconDestination: 'assetmill.lastIconDestination',
  tuned: 'assetmill.lastTuned',
  profile: 'assetmill.lastProfile',
  algorithms: 'assetmill.lastAlgorithms',
  likeness: 'assetmill.lastLikeness',
  groups: 'assetmill.groups',
  waiting: 'assetmill.waitingRuns',
} as const;

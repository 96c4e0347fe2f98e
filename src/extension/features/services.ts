import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { PoolClient } from '../../client/pool/poolClient';
import { formatOfExtension } from '../../shared/values/formats';
import { loadGroupChoices } from '../duplicates/groupChoices';
import { type Cluster, openCluster, runsFolderOf, watchQueueSetting } from '../host/cluster';
import { displayPath } from '../host/displayPath';
import { nodePath, priority, workerCount } from '../host/settings';
import { WindowFolder } from '../host/windowFolder';
import { RunPanel } from '../panel/runPanel';
import { compareFiles } from '../runs/compareFiles';
import { RunQueue } from '../runs/runQueue';
import { Comparisons } from '../state/comparisons';
import { GroupStore } from '../state/groupStore';
import { Measurements } from '../state/measurements';
import { RunStore } from '../state/runStore';
import { Thumbnails } from '../state/thumbnails';
import { TuningState } from '../state/tuningState';

/** The pool process ends after this time without work. */
const poolIdleMs = 5 * 60_000;

/** What the features share: the pool, the state and the panel. */
export interface Services extends vscode.Disposable {
  readonly queue: RunQueue;
  readonly groups: GroupStore;
  readonly comparisons: Comparisons;
  readonly measurements: Measurements;
  /** Of the files of groups. */
  readonly thumbnails: Thumbnails;
  readonly memento: vscode.Memento;
  /** The store of runs, which all windows and the command line share. */
  readonly runsFolder: string;
  /** Where versions before 0.7 kept the runs of this workspace. */
  readonly earlierRuns: string;
  /** Folder for files that live as long as the window. */
  readonly scratch: string;
  /** Folder of the digest cache, shared by all workspaces since a file has the same digests in each. */
  readonly digestCache: string;
  /** Path of a bundle in `dist`. */
  bundle(name: string): string;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const memento = context.workspaceState;
  const storage = (context.storageUri ?? context.globalStorageUri).fsPath;
  const cluster = openCluster((context.extension.packageJSON as { readonly version: string }).version);
  const runsFolder = runsFolderOf(cluster);
  const bundle = (name: string) => join(context.extensionPath, 'dist', name);
  const log = vscode.window.createOutputChannel('Assetmill', { log: true });
  const client = createPoolClient(bundle('pool.cjs'), { cluster, log, memento: context.globalState });
  const hasThumbnail = (path: string) => formatOfExtension(extname(path)) !== undefined;
  const store = new RunStore({ displayPath, hasThumbnail, now: () => performance.now() / 1000 });
  const groups = new GroupStore({ displayPath, hasThumbnail }, loadGroupChoices(memento));
  const windowFolder = new WindowFolder(join(storage, 'windows'));
  void windowFolder.removeOrphans();
  const folder = join(windowFolder.path, 'thumbnails');
  const thumbnails = new Thumbnails(client, join(folder, 'groups'), (path, thumbnail) => groups.setThumbnail(path, thumbnail));
  const rowThumbnails = new Thumbnails(client, join(folder, 'rows'), () => store.setImagesChanged());
  const previews = vscode.Uri.file(join(windowFolder.path, 'previews'));
  const comparisons = new Comparisons(store, {
    compare: (request) => compareFiles(queue, request),
    groupOf: (id) => groups.groupOf(id),
    urlOf: (path) => panel.urlOf(path),
    folder: previews.fsPath,
    runs: runsFolder,
    log: (error) => log.error(error),
  });
  const tuning = new TuningState();
  const { extensionUri } = context;
  const measurements = new Measurements();
  const panel: RunPanel = new RunPanel({
    extensionUri,
    store,
    groups,
    comparisons,
    measurements,
    tuning,
    thumbnails,
    rowThumbnails,
    previews,
    log,
  });
  const queue: RunQueue = new RunQueue(client, store, panel, log);
  // It would cover the run.
  const runStart = queue.onStart(() => measurements.close());
  const disposables = [log, client, comparisons, panel, queue, windowFolder, runStart, watchQueueSetting()];
  return {
    queue,
    groups,
    comparisons,
    measurements,
    thumbnails,
    memento,
    runsFolder,
    earlierRuns: join(storage, 'runs'),
    digestCache: join(context.globalStorageUri.fsPath, 'digests'),
    scratch: windowFolder.path,
    bundle,
    dispose: () => vscode.Disposable.from(...disposables).dispose(),
  };
}

/** Where the last warning of a slower image library is kept. */
const warningKey = 'assetmill.libraryWarning';

/** Shows a warning that the user has not seen before: on a computer without the native library it would come with every window. */
async function warnOnce(message: string, memento: vscode.Memento): Promise<void> {
  if (memento.get(warningKey) === message) return;
  await memento.update(warningKey, message);
  void vscode.window.showWarningMessage(message);
}

interface PoolParts {
  readonly cluster: Cluster | undefined;
  readonly log: vscode.LogOutputChannel;
  /** Keeps what the user has been told. */
  readonly memento: vscode.Memento;
}

function createPoolClient(poolFile: string, { cluster, log, memento }: PoolParts): PoolClient {
  return new PoolClient({
    settings: () => {
      const path = nodePath();
      return {
        poolFile,
        workers: workerCount(),
        priority: priority(),
        language: vscode.env.language,
        ...(path !== undefined && { nodePath: path }),
        ...(cluster && { cluster: cluster.settings }),
        ...(vscode.l10n.uri && { l10nFile: vscode.l10n.uri.fsPath }),
      };
    },
    log: (line) => log.info(line),
    warn: (message) => void warnOnce(message, memento),
    idleMs: poolIdleMs,
  });
}

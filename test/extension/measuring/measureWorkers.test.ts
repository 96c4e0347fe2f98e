import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ImageCommandContext } from '../../../src/extension/commands/imageCommand';
import type * as command from '../../../src/extension/measuring/measureWorkers';
import { resizeProfile } from '../../../src/shared/recipe/presets';
import { workerCounts } from '../../../src/shared/run/workerMeasurement';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { type BundledModule, bundledModule } from '../bundledModule';
import { l10nText, stubOf, Uri } from '../vscodeStub';

/** Measure Worker Speed... in a stub of VS Code, with a real pool. */

setUpPool();

let module: BundledModule<typeof command>;

beforeAll(async () => {
  module = await bundledModule('src/extension/measuring/measureWorkers.ts');
});

afterAll(() => module.remove());

/** An item of the list of results. */
interface Item {
  readonly label: string;
  readonly workers?: number;
  readonly detail?: string;
}

/** The number of workers in use at first. */
const current = 3;

/** A window whose user takes the first answer of each question; of the results, that for one worker. */
function stubWindow({ busy = false, canceled = false } = {}) {
  const update = vi.fn(async () => {});
  const showQuickPick = vi.fn(async (items: readonly Item[]) => items.find(({ workers }) => workers === 1) ?? items[0]);
  const showInformationMessage = vi.fn(async () => undefined);
  const token = { onCancellationRequested: (listener: () => void) => void (canceled && setTimeout(listener, 300)) };
  const withProgress = (_: unknown, work: (progress: unknown, token: unknown) => Promise<unknown>) => work({ report() {} }, token);
  const configuration = { get: (key: string) => (key === 'workers' ? current : undefined), inspect: () => ({}), update };
  const { measureWorkersCommand } = module.load(
    stubOf({
      Uri,
      l10n: { t: l10nText },
      ConfigurationTarget: { Global: 'user', Workspace: 'workspace' },
      window: stubOf({ showQuickPick, showInformationMessage, withProgress }),
      workspace: stubOf({ workspaceFolders: [{ name: 'w', uri: Uri.file(workspace.root) }], getConfiguration: () => configuration }),
    }),
  );
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const reportError = vi.fn();
  const queue = { client, busy, reportError, enqueue: (work: () => Promise<unknown>) => work() };
  const profile = resizeProfile({ longEdge: 120 }, { kind: 'replace' });
  const memento = { get: (key: string) => (key === 'assetmill.lastProfile' ? profile : undefined) };
  const folders = { scratch: join(workspace.root, 'scratch'), runsFolder: workspace.store };
  const measure = measureWorkersCommand({ runs: { queue }, memento } as unknown as ImageCommandContext, folders);
  const images = Uri.file(workspace.images);
  return { update, showQuickPick, showInformationMessage, reportError, measure: () => measure(images, [images]) };
}

test('The recipe of the last run is measured, and the number of workers that the user chooses is set', async () => {
  // A single small file is processed at most 200 times in a pass, which is soon done.
  const sources = await writeImages(workspace.images, 1, { width: 150, height: 100 });
  const window = stubWindow();
  await window.measure();
  expect(window.reportError).not.toHaveBeenCalled();
  const [[recipes], [results]] = window.showQuickPick.mock.calls as unknown as [[Item[]], [Item[]]];
  expect(recipes.map(({ label }) => label)).toEqual(['Recipe of the Last Run', 'Another Recipe...']);
  const counts = workerCounts(availableParallelism(), current);
  expect(results.map(({ workers = 0 }) => workers).sort((a, b) => a - b)).toEqual(counts);
  expect(results[0]).toMatchObject({
    label: expect.stringMatching(/^\$\(star-full\) Use \d+ workers?$/),
    detail: expect.stringContaining('recommended'),
  });
  expect(results.find(({ workers }) => workers === current)?.detail).toContain('in use now');
  expect(window.update.mock.calls).toEqual([['workers', 1, 'user']]);
  expect(workspace.files()).toEqual(sources);
});

test('A measurement that is canceled shows nothing and sets nothing', async () => {
  const sources = await writeImages(workspace.images, 2, { width: 400, height: 300 });
  const window = stubWindow({ canceled: true });
  await window.measure();
  expect(window.showQuickPick).toHaveBeenCalledOnce(); // for the recipe
  expect([window.reportError, window.update].flatMap(({ mock }) => mock.calls)).toEqual([]);
  expect(workspace.files()).toEqual(sources);
});

test('Nothing is measured during a run', async () => {
  const window = stubWindow({ busy: true });
  await window.measure();
  expect(window.showQuickPick).not.toHaveBeenCalled();
  expect(window.showInformationMessage).toHaveBeenCalledWith(expect.stringContaining('Wait until the run ends'));
});

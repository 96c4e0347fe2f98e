import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ImageCommandContext } from '../../../src/extension/commands/images/imageCommand';
import type * as command from '../../../src/extension/measuring/measureWorkers';
import { Measurements } from '../../../src/extension/state/measurements';
import type { MeasurementView } from '../../../src/shared/protocol/measurementProtocol';
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

/** An item of the list of recipes. */
interface Item {
  readonly label: string;
}

/** The number of workers in use at first. */
const current = 3;

/** A window whose user takes the first answer of each question. */
function stubWindow({ busy = false, canceled = false } = {}) {
  const update = vi.fn(async () => {});
  const showQuickPick = vi.fn(async (items: readonly Item[]) => items[0]);
  const showInformationMessage = vi.fn(async () => undefined);
  const withProgress = (_: unknown, work: () => Promise<unknown>) => work();
  const configuration = { get: (key: string) => (key === 'workers' ? current : undefined), inspect: () => ({}), update };
  const { measureWorkersCommand, useMeasuredWorkers } = module.load(
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
  const panel = { visible: true, show: vi.fn() };
  const queue = { client, busy, panel, reportError, enqueue: (work: () => Promise<unknown>) => work() };
  const profile = resizeProfile({ longEdge: 120 }, { kind: 'replace' });
  const memento = { get: (key: string) => (key === 'assetmill.lastProfile' ? profile : undefined) };
  const measurements = new Measurements();
  const views: (MeasurementView | null)[] = [];
  measurements.onChange(() => {
    views.push(measurements.view);
    if (canceled && measurements.view?.progress?.workers !== undefined) measurements.close();
  });
  const folders = { scratch: join(workspace.root, 'scratch'), runsFolder: workspace.store, measurements };
  const measure = measureWorkersCommand({ runs: { queue }, memento } as unknown as ImageCommandContext, folders);
  const images = Uri.file(workspace.images);
  const act = { measure: () => measure(images, [images]), use: (count: number) => useMeasuredWorkers(measurements, count) };
  return { update, showQuickPick, showInformationMessage, reportError, panel, measurements, views, ...act };
}

test('The recipe of the last run is measured in the panel, and the number of workers that the user chooses is set', async () => {
  // A single small file is processed at most 200 times in a pass, which is soon done.
  const sources = await writeImages(workspace.images, 1, { width: 150, height: 100 });
  const window = stubWindow();
  await window.measure();
  expect(window.reportError).not.toHaveBeenCalled();
  expect(window.panel.show).toHaveBeenCalledOnce();
  const [[recipes]] = window.showQuickPick.mock.calls as unknown as [[Item[]]];
  expect(recipes.map(({ label }) => label)).toEqual(['Recipe of the Last Run', 'Another Recipe...']);
  const counts = workerCounts(availableParallelism(), current);
  expect(window.views[0]).toMatchObject({ counts, current, speeds: [], progress: { share: 0 } });
  expect(window.views.map((view) => view?.progress?.workers)).toEqual(expect.arrayContaining(counts));
  const { view } = window.measurements;
  expect(view?.speeds.map(({ workers }) => workers).sort((a, b) => a - b)).toEqual(counts);
  expect(view).not.toHaveProperty('progress');
  expect(counts).toContain(view?.found?.recommended);
  await window.use(77);
  expect(window.update).not.toHaveBeenCalled();
  await window.use(1);
  expect(window.update.mock.calls).toEqual([['workers', 1, 'user']]);
  expect(window.measurements.view).toBeNull();
  expect(workspace.files()).toEqual(sources);
});

test('A measurement that is closed ends, shows nothing, and sets nothing', async () => {
  const sources = await writeImages(workspace.images, 2, { width: 400, height: 300 });
  const window = stubWindow({ canceled: true });
  await window.measure();
  expect(window.views.at(-1)).toBeNull();
  expect(window.views.some((view) => view?.found)).toBe(false);
  expect([window.reportError, window.update, window.showInformationMessage].flatMap(({ mock }) => mock.calls)).toEqual([]);
  expect(workspace.files()).toEqual(sources);
});

test('Nothing is measured during a run', async () => {
  const window = stubWindow({ busy: true });
  await window.measure();
  expect(window.showQuickPick).not.toHaveBeenCalled();
  expect(window.showInformationMessage).toHaveBeenCalledWith(expect.stringContaining('Wait until the run ends'));
});

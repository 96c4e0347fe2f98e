import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RunFolder } from '../../../src/client/store/runFolder';
import type * as command from '../../../src/extension/reports/saveReport';
import type { RunHistory } from '../../../src/extension/runs/runHistory';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { type BundledModule, bundledModule } from '../bundledModule';
import { l10nText, stubOf, Uri } from '../vscodeStub';

/** Save Report... in a stub of VS Code, with runs that took place. */

setUpPool();

let module: BundledModule<typeof command>;

beforeAll(async () => {
  module = await bundledModule('src/extension/reports/saveReport.ts');
});

afterAll(() => module.remove());

/** What the run store shows. */
interface Shown {
  readonly undoId?: string;
  readonly run?: { readonly kind: string; readonly phase: string };
}

/** A window that shows a run, with the command in it. */
function stubWindow(shown: Shown, busy = false) {
  const vscode = {
    showQuickPick: vi.fn(async (items: readonly { readonly format: string }[]) => items.find(({ format }) => format === 'md')),
    showSaveDialog: vi.fn(async ({ defaultUri }: { readonly defaultUri: Uri }) => defaultUri),
    showInformationMessage: vi.fn(async (_message: string, ..._choices: readonly string[]): Promise<string | undefined> => undefined),
    withProgress: (_: unknown, work: (progress: unknown, token: unknown) => Promise<unknown>) => work({}, { onCancellationRequested() {} }),
  };
  const { saveReportCommand } = module.load(
    stubOf({
      Uri,
      l10n: { t: l10nText },
      window: stubOf(vscode),
      workspace: stubOf({ workspaceFolders: [{ name: 'w', uri: Uri.file(workspace.root) }], getWorkspaceFolder: () => undefined }),
    }),
  );
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const reportError = vi.fn();
  const runs = async () => (await RunFolder.list(workspace.store)).reverse();
  const history = { queue: { client, store: shown, busy, reportError }, runs } as unknown as RunHistory;
  return { ...vscode, reportError, save: saveReportCommand(history, join(workspace.root, 'scratch')) };
}

/** Makes an image of another, and returns the id of the run. */
async function makeRun(): Promise<string> {
  await writeImages(workspace.images, 1, { width: 200, height: 150 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { result } = await workspace.run(client, await workspace.plan(client));
  return result.folder.record.id;
}

test('The report of the run shown is saved in the format and the place that the user chooses', async () => {
  const undoId = await makeRun();
  await makeRun();
  const window = stubWindow({ undoId, run: { kind: 'process', phase: 'finished' } });
  await window.save();
  expect(window.showSaveDialog).toHaveBeenCalledOnce();
  const [{ defaultUri }] = window.showSaveDialog.mock.calls[0] as [{ defaultUri: Uri }];
  expect(defaultUri.fsPath).toMatch(/report-\d{8}-\d{4}\.md$/);
  expect(readFileSync(defaultUri.fsPath, 'utf8')).toContain('`out/000.jpg`');
  expect(window.showInformationMessage).toHaveBeenCalledWith(`The report was saved to ${basename(defaultUri.fsPath)}.`, 'Open');
  expect(window.reportError).not.toHaveBeenCalled();
});

test('A path that is passed tells the place and the format, and a page has thumbnails', async () => {
  await makeRun();
  const window = stubWindow({});
  const path = join(workspace.root, 'report.html');
  await window.save(Uri.file(path));
  expect(window.showQuickPick).not.toHaveBeenCalled();
  expect(readFileSync(path, 'utf8')).toContain('<img src="data:image/webp;base64,');
});

test('A run that is not on record leads to the last one that is, or for digests to their own list', async () => {
  await makeRun();
  const window = stubWindow({ undoId: 'other', run: { kind: 'hash', phase: 'finished' } });
  await window.save();
  expect(window.showInformationMessage.mock.calls).toEqual([
    [expect.stringContaining('Only runs that create or move files are recorded.'), 'Report on Last Run', 'Save Checksum File...'],
  ]);
  expect(window.showQuickPick).not.toHaveBeenCalled();
  window.showInformationMessage.mockResolvedValueOnce('Report on Last Run');
  await window.save();
  expect(window.showSaveDialog).toHaveBeenCalledOnce();
});

test('Without a run, and during one, a message says so', async () => {
  const without = stubWindow({});
  await without.save();
  expect(without.showInformationMessage.mock.calls).toEqual([['No runs are on record for this workspace.']]);
  const during = stubWindow({ run: { kind: 'process', phase: 'running' } }, true);
  await during.save();
  expect(during.showInformationMessage.mock.calls).toEqual([['Wait until the run ends, then save its report.']]);
});

test('A report that cannot be written is an error that is shown', async () => {
  await makeRun();
  const window = stubWindow({});
  await window.save(Uri.file(join(workspace.root, 'missing', 'report.csv')));
  expect(window.reportError).toHaveBeenCalledOnce();
  expect(window.showInformationMessage).not.toHaveBeenCalled();
});

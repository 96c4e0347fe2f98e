import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RunFolder } from '../../../src/client/store/runFolder';
import type * as compared from '../../../src/extension/reports/comparedRuns';
import type { RunHistory } from '../../../src/extension/runs/runHistory';
import { recipeOf, runOnRecord } from '../../client/reports/reportedRuns';
import { setUpPool, workspace } from '../../pool/setUp';
import { type BundledModule, bundledModule } from '../bundledModule';
import { l10nText, stubOf } from '../vscodeStub';

/** Compare Two Runs... in a stub of VS Code, with runs on record. */

setUpPool();

let module: BundledModule<typeof compared>;

beforeAll(async () => {
  module = await bundledModule('src/extension/reports/comparedRuns.ts');
});

afterAll(() => module.remove());

interface Item {
  readonly label: string;
  readonly folder: RunFolder;
}

type ShownUri = Parameters<compared.ComparedRuns['provideTextDocumentContent']>[0];

/** A window in which the user picks runs by their titles. */
function stubWindow(...picks: readonly string[]) {
  const left = [...picks];
  const showQuickPick = vi.fn(async (items: readonly Item[]) => items.find(({ label }) => label === left[0] && left.shift()));
  const showInformationMessage = vi.fn();
  const executeCommand = vi.fn(async (_command: string, _uri: ShownUri) => {});
  const { ComparedRuns } = module.load(
    stubOf({
      Uri: { from: (parts: object) => parts },
      l10n: { t: l10nText },
      window: stubOf({ showQuickPick, showInformationMessage }),
      commands: { executeCommand },
    }),
  );
  const runs = async () => (await RunFolder.list(workspace.store)).reverse();
  return { showQuickPick, showInformationMessage, executeCommand, runs: new ComparedRuns({ runs } as unknown as RunHistory) };
}

/** A run on record. */
function runNamed(title: string, quality: number, phase: 'finished' | 'running' = 'finished'): Promise<RunFolder> {
  const recipe = recipeOf({ outputs: [{ format: 'webp', quality, folder: 'out' }] });
  const rules = { allowedFolders: [], excludeGlobs: [], useIgnoreFiles: false };
  return runOnRecord([], { title, phase, request: { selection: [], roots: [workspace.root], recipe, ...rules } });
}

test('Two runs that the user picks are shown side by side, and the document needs only its address', async () => {
  await runNamed('High', 90);
  await runNamed('Low', 10);
  await runNamed('In progress', 10, 'running');
  const window = stubWindow('Low', 'High');
  await window.runs.choose();
  const offered = window.showQuickPick.mock.calls.map(([items]) => items.map(({ label }) => label));
  expect(offered).toEqual([['Low', 'High'], ['High']]);
  const [[command, uri]] = window.executeCommand.mock.calls as [[string, ShownUri]];
  expect(command).toBe('markdown.showPreview');
  const text = await stubWindow().runs.provideTextDocumentContent(uri);
  expect(text).toContain('| Run | Low | High |');
  expect(text).toContain('| `outputs[0].quality` | `10` | `90` |');
});

test('A run that was chosen already is compared with another one', async () => {
  const high = await runNamed('High', 90);
  await runNamed('Low', 10);
  const window = stubWindow('Low');
  await window.runs.choose(high);
  const [[, uri]] = window.executeCommand.mock.calls as [[string, ShownUri]];
  expect(await window.runs.provideTextDocumentContent(uri)).toContain('| Run | High | Low |');
});

test('Nothing is shown when the user cancels, or when there is only one run', async () => {
  await runNamed('High', 90);
  const alone = stubWindow('High');
  await alone.runs.choose();
  expect(alone.showInformationMessage).toHaveBeenCalledWith('This workspace has fewer than two runs on record.');
  await runNamed('Low', 10);
  const window = stubWindow('High');
  await window.runs.choose();
  expect(window.executeCommand).not.toHaveBeenCalled();
});

test('A document of a run that is gone says so, and its address leads to no other folder', async () => {
  const { record } = await runNamed('High', 90);
  const { runs } = stubWindow();
  const uri = (a: string, b: string) => ({ query: new URLSearchParams({ a, b }).toString() }) as ShownUri;
  const gone = 'One of these runs is no longer in the history.';
  expect(await runs.provideTextDocumentContent(uri(record.id, 'other'))).toBe(gone);
  expect(await runs.provideTextDocumentContent(uri(record.id, `../runs/${record.id}`))).toBe(gone);
});

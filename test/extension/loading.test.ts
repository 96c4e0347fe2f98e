import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { bundles } from '../../bundles.mjs';
import { stubOf } from './vscodeStub';

/** The bundles of the extension beside a stub of VS Code: what happens while its features are loaded, and if they cannot be. */

const requireHere = createRequire(import.meta.url);
let folder: string;
let window: ReturnType<typeof stubWindow>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assetmill-'));
  const parts = ['extension', 'features', 'locale', 'l10n'];
  const wanted = (await bundles()).filter(({ entryPoints = {} }) => parts.some((part) => part in entryPoints));
  await Promise.all(wanted.map((options) => build({ ...options, outdir: folder })));
  const vscode = join(folder, 'node_modules', 'vscode');
  await mkdir(vscode, { recursive: true });
  await writeFile(join(vscode, 'index.js'), '');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  window = stubWindow();
});

type Listener = () => void;

/** A webview panel that can be closed, by the user or with `dispose`. */
class StubPanel {
  readonly visible = true;
  readonly webview = stubOf({
    cspSource: 'self',
    asWebviewUri: () => ({ authority: 'file+.vscode-resource.vscode-cdn.net', toString: () => 'uri' }),
  });
  readonly #listeners: Listener[] = [];
  disposed = false;
  reveal = vi.fn();

  onDidChangeViewState() {
    return { dispose() {} };
  }

  onDidDispose(listener: Listener) {
    if (this.disposed) throw new Error('Webview is disposed');
    this.#listeners.push(listener);
  }

  dispose() {
    if (this.disposed) return;
    this.disposed = true;
    for (const listener of this.#listeners) listener();
  }
}

/** A window of VS Code, and the extension in it once it is activated. */
function stubWindow() {
  const commands = new Map<string, () => Promise<unknown>>();
  const subscriptions: { dispose(): void }[] = [];
  const log = { dispose: vi.fn(), error: vi.fn(), show: vi.fn() };
  const createOutputChannel = vi.fn(() => log);
  const showErrorMessage = vi.fn();
  const createDiagnosticCollection = vi.fn(() => ({ dispose() {} }));
  const opened: StubPanel[] = [];
  let restore: (panel: StubPanel) => Promise<void> = async () => {};
  const registerCommand = (id: string, handler: () => Promise<unknown>) => {
    commands.set(id, handler);
    return { dispose: () => commands.delete(id) };
  };
  const from = (...all: { dispose(): void }[]) => ({
    dispose: () => {
      for (const one of all) one.dispose();
    },
  });
  const vscode = stubOf({
    commands: stubOf({ registerCommand }),
    Disposable: { from },
    env: { language: 'en' },
    l10n: { bundle: undefined, t: (text: string, ...values: string[]) => text.replace(/\{(\d)\}/g, (_, index) => values[index] ?? '') },
    languages: stubOf({ createDiagnosticCollection }),
    window: stubOf({
      activeTextEditor: undefined,
      createOutputChannel,
      showErrorMessage,
      createWebviewPanel: () => {
        const panel = new StubPanel();
        opened.push(panel);
        return panel;
      },
      registerWebviewPanelSerializer: (_: string, serializer: { deserializeWebviewPanel: typeof restore }) => {
        restore = serializer.deserializeWebviewPanel;
        return { dispose() {} };
      },
    }),
  });
  const memento = { get: (_: string, value: unknown) => value, update: async () => {} };
  const storage = { fsPath: join(folder, 'storage') };
  const context = {
    ...{ subscriptions, workspaceState: memento, globalState: memento, storageUri: storage, globalStorageUri: storage },
    ...{ extensionPath: folder, extensionUri: { fsPath: folder }, extension: { packageJSON: { version: '1.0.0' } } },
  };
  return {
    ...{ log, createOutputChannel, showErrorMessage, createDiagnosticCollection, opened },
    activate() {
      for (const path of Object.keys(requireHere.cache)) if (path.startsWith(folder)) delete requireHere.cache[path];
      const path = requireHere.resolve(join(folder, 'node_modules', 'vscode'));
      requireHere(path);
      const loaded = requireHere.cache[path];
      if (loaded) loaded.exports = vscode;
      requireHere(join(folder, 'extension.cjs')).activate(context);
    },
    /** Carries out a command. */
    command: (name: string) => commands.get(`assetmill.${name}`)?.(),
    /** Restores a panel, as VS Code does after a reload. */
    restore: (panel: StubPanel) => restore(panel),
    /** Disposes of the extension, in the order of VS Code. */
    dispose: () => from(...subscriptions).dispose(),
  };
}

/** When everything has happened that follows the activation without a question. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Does something while the bundle of the features is missing. */
async function withoutFeatures(work: () => Promise<void>): Promise<void> {
  const bundle = join(folder, 'features.cjs');
  await rename(bundle, `${bundle}.away`);
  await work().finally(() => rename(`${bundle}.away`, bundle));
}

test('a failed loading is shown in one sentence, and the next command tries again', async () => {
  await withoutFeatures(async () => {
    window.activate();
    await settle();
    const sentence = "Assetmill could not be loaded (Cannot find module './features.cjs'). Reload the window to try again.";
    expect(window.showErrorMessage.mock.calls).toEqual([[sentence]]);
    await window.command('showLog');
    expect(window.showErrorMessage).toHaveBeenCalledTimes(2);
  });
  await window.command('showLog');
  expect(window.showErrorMessage).toHaveBeenCalledTimes(2);
  expect(window.log.show).toHaveBeenCalledOnce();
  window.dispose();
});

test('what exists is disposed of if the features cannot be constructed', async () => {
  window.createDiagnosticCollection.mockImplementation(() => {
    throw new Error('no diagnostics');
  });
  window.activate();
  await settle();
  const sentence = 'Assetmill could not be loaded (no diagnostics). Reload the window to try again.';
  expect(window.showErrorMessage.mock.calls).toEqual([[sentence]]);
  window.dispose();
  expect(window.log.dispose).toHaveBeenCalledOnce();
});

test('nothing is loaded if the extension is disposed of at once', async () => {
  await withoutFeatures(async () => {
    window.activate();
    window.dispose();
    await settle();
  });
  expect(window.showErrorMessage).not.toHaveBeenCalled();
});

test('nothing is constructed if the extension is disposed of during the loading', async () => {
  window.activate();
  const command = window.command('showLog');
  window.dispose();
  await command;
  await settle();
  expect(window.createOutputChannel).not.toHaveBeenCalled();
  expect(window.showErrorMessage).not.toHaveBeenCalled();
});

test('a restored panel that is closed during the loading is left alone', async () => {
  window.activate();
  const restored = new StubPanel();
  const restoring = window.restore(restored);
  restored.dispose();
  await restoring;
  await window.command('showPanel');
  expect(window.opened).toHaveLength(1);
  window.dispose();
});

test('a restored panel gives way to one that has been opened since', async () => {
  window.activate();
  await window.command('showPanel');
  const restored = new StubPanel();
  await window.restore(restored);
  expect(restored.disposed).toBe(true);
  expect(window.opened.map(({ disposed }) => disposed)).toEqual([false]);
  expect(window.opened[0]?.reveal).toHaveBeenCalledOnce();
  window.dispose();
});

test('a restored panel is filled', async () => {
  window.activate();
  const restored = new StubPanel();
  await window.restore(restored);
  await window.command('showPanel');
  expect(restored.reveal).toHaveBeenCalledOnce();
  expect(window.opened).toEqual([]);
  window.dispose();
  expect(restored.disposed).toBe(true);
});

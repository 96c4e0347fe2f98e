import { mkdtempSync, rmSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdout } from 'node:process';
import { stubOf } from '../extension/vscodeStub';

/** Activates the extension beside a stub of VS Code, in a new process, and reports how long that took. */

export interface ActivationReport {
  /** Loading the extension's entry and calling it: what VS Code reports as its activation. */
  readonly activationMs: number;
  /** From the same start until the first command has been carried out. */
  readonly firstCommandMs: number;
}

type Handler = () => Promise<unknown>;
const handlers = new Map<string, Handler>();

const vscode = stubOf({
  commands: stubOf({ registerCommand: (id: string, handler: Handler) => handlers.set(id, handler) }),
  env: { language: 'en' },
  l10n: { t: (text: string) => text },
});

async function main(): Promise<void> {
  const root = join(__dirname, '..', '..', '..');
  const storage = mkdtempSync(join(tmpdir(), 'assetmill-'));
  const uri = { fsPath: storage };
  const memento = { get: (_: string, value: unknown) => value, update: async () => {} };
  const context = {
    ...{ subscriptions: [], workspaceState: memento, globalState: memento, storageUri: uri, globalStorageUri: uri },
    ...{ extensionPath: root, extensionUri: { fsPath: root } },
  };
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const { _load: load } = loader;
  loader._load = (request, ...rest) => (request === 'vscode' ? vscode : load.call(loader, request, ...rest));
  const started = performance.now();
  const { activate } = createRequire(__filename)(join(root, 'dist', 'extension.cjs'));
  activate(context);
  const activationMs = performance.now() - started;
  const showLog = handlers.get('assetmill.showLog');
  if (!showLog) throw new Error('the command to measure is missing');
  await showLog();
  const report: ActivationReport = { activationMs, firstCommandMs: performance.now() - started };
  stdout.write(JSON.stringify(report));
  process.once('exit', () => rmSync(storage, { recursive: true, force: true }));
}

void main();

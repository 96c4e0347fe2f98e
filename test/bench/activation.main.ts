import { mkdtempSync, rmSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdout } from 'node:process';

/** Activates the extension beside a stub of VS Code, in a new process, and reports how long that took. */

export interface ActivationReport {
  /** Loading the extension's entry and calling it: what VS Code reports as its activation. */
  readonly activationMs: number;
  /** From the same start until the first command has been carried out. */
  readonly firstCommandMs: number;
}

type Handler = () => Promise<unknown>;
const handlers = new Map<string, Handler>();

/** Stands for every value of the API: it can be called, constructed, and read. It is no promise. */
const anything: unknown = new Proxy(function stub() {}, {
  get: (_, key) => (key === 'then' ? undefined : anything),
  apply: () => anything,
  construct: () => anything as object,
});

const vscode = new Proxy(
  {
    commands: { registerCommand: (id: string, handler: Handler) => handlers.set(id, handler), executeCommand: () => anything },
    env: { language: 'en' },
    l10n: { t: (text: string) => text },
  } as Record<string, unknown>,
  { get: (known, name: string) => known[name] ?? anything },
);

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
  await handlers.get('assetmill.showLog')?.();
  const report: ActivationReport = { activationMs, firstCommandMs: performance.now() - started };
  stdout.write(JSON.stringify(report));
  process.once('exit', () => rmSync(storage, { recursive: true, force: true }));
}

void main();

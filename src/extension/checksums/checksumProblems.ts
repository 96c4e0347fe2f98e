import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { PlannedInspection } from '../../client/runs/inspectionPlan';
import type { Outcome } from '../../shared/run/run';
import { type ChecksumFinding, checksumFindings } from './checksumFindings';

const severities: Readonly<Record<ChecksumFinding['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Beyond the end of every line; VS Code clips it to the end of the line. */
const lineEnd = 2 ** 31 - 1;

function diagnosticOf({ line, severity, message }: ChecksumFinding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(new vscode.Range(line - 1, 0, line - 1, lineEnd), message, severities[severity]);
  diagnostic.source = 'Assetmill';
  return diagnostic;
}

function shownFile({ input }: vscode.Tab): vscode.Uri[] {
  return input instanceof vscode.TabInputText ? [input.uri] : [];
}

/** Whether an editor shows the file, in any group. */
function isShown(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.flatMap(shownFile).some((shown) => shown.toString() === uri.toString());
}

/** What tells that a file was written; undefined if it is gone. */
async function stateOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    return `${mtime} ${size}`;
  } catch {
    return undefined;
  }
}

/** Shows what a verification found in the Problems view and in the checksum file, until that file is edited or closed. */
export class ChecksumProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('assetmill');
  /** Other programs may write a checksum file, so each one with problems is watched. */
  readonly #watchers = new Map<string, vscode.Disposable>();
  readonly #subscriptions = [
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.clear(document.uri);
    }),
    // Not onDidCloseTextDocument: VS Code may keep a document for minutes after its last editor is closed.
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const uri of closed.flatMap(shownFile)) if (!isShown(uri)) this.clear(uri);
    }),
  ];

  /** @param outcomes of the files that differ from the list */
  show(list: vscode.Uri, plan: PlannedInspection, outcomes: readonly Outcome[]): void {
    this.clear(list);
    const findings = checksumFindings(plan, outcomes);
    if (findings.length === 0) return;
    this.#collection.set(list, findings.map(diagnosticOf));
    this.#watch(list);
  }

  #watch(list: vscode.Uri): void {
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(list, '..'), basename(list.fsPath).replace(/[[\]{}*?]/g, '?'));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const verified = stateOf(list);
    // A busy computer tells late, and two events as one: what was created before the verification, or what was changed after it.
    const look = async ({ path }: vscode.Uri) => {
      if (path !== list.path || (await stateOf(list)) === (await verified)) return;
      if (this.#watchers.get(list.toString()) === watcher) this.clear(list);
    };
    watcher.onDidCreate(look);
    watcher.onDidChange(look);
    watcher.onDidDelete(look);
    this.#watchers.set(list.toString(), watcher);
  }

  clear(list: vscode.Uri): void {
    this.#collection.delete(list);
    this.#watchers.get(list.toString())?.dispose();
    this.#watchers.delete(list.toString());
  }

  dispose(): void {
    for (const each of [this.#collection, ...this.#watchers.values(), ...this.#subscriptions]) each.dispose();
  }
}

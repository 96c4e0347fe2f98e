import * as vscode from 'vscode';
import { readComparedRun } from '../../client/reports/comparedRun';
import { differencesReport } from '../../client/reports/differencesReport';
import { runDifferences } from '../../client/reports/runDifferences';
import { type SettingDifference, settingDifferences } from '../../client/reports/settingDifferences';
import type { RunFolder } from '../../client/store/runFolder';
import { documentSchemes } from '../host/ids';
import { pickRun } from '../prompts/historyPick';
import type { RunHistory } from '../runs/runHistory';

const { l10n } = vscode;

/** What differs in what two runs were asked to do; undefined if that is not on record. */
async function differentSettings(a: RunFolder, b: RunFolder): Promise<SettingDifference[] | undefined> {
  const [ofA, ofB] = [a.record.request, b.record.request];
  if (!ofA || !ofB) return undefined;
  const { profileOfRecipe } = await import('../../shared/recipe/recipeParser');
  return settingDifferences(profileOfRecipe(ofA.recipe), profileOfRecipe(ofB.recipe));
}

/** Two runs side by side, as Markdown. @throws what the file system throws */
async function comparisonText(a: RunFolder, b: RunFolder): Promise<string> {
  const settings = await differentSettings(a, b);
  // One after the other: a report is read in parts, of which little is kept.
  const differences = runDifferences(await readComparedRun(a), await readComparedRun(b), settings);
  return [...differencesReport(differences)].join('');
}

function uriOf(a: RunFolder, b: RunFolder): vscode.Uri {
  const query = new URLSearchParams({ a: a.record.id, b: b.record.id }).toString();
  return vscode.Uri.from({ scheme: documentSchemes.comparison, path: `/${l10n.t('Compare Runs')}.md`, query });
}

/** Compares two runs of the history, in a document that VS Code's Markdown preview shows. The document knows the runs by its URI. */
export class ComparedRuns implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changes.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(documentSchemes.comparison, this);

  constructor(readonly history: RunHistory) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const query = new URLSearchParams(uri.query);
    const [a, b] = await Promise.all(['a', 'b'].map((name) => this.#open(query.get(name))));
    return a && b ? comparisonText(a, b) : l10n.t('One of these runs is no longer in the history.');
  }

  /** A run of the history; undefined if it is no longer there. The id comes from a URI, which anybody may have made. */
  async #open(id: string | null): Promise<RunFolder | undefined> {
    return (await this.history.runs()).find(({ record }) => record.id === id);
  }

  /** Shows two runs side by side. */
  async show(a: RunFolder, b: RunFolder): Promise<void> {
    const uri = uriOf(a, b);
    // A document that is still open is read again: meanwhile, files of these runs may have been undone.
    this.#changes.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  /** Asks for the runs to compare, or for the other one. */
  async choose(first?: RunFolder): Promise<void> {
    const runs = (await this.history.runs()).filter(({ active, interrupted }) => !active || interrupted);
    if (runs.length < 2) {
      void vscode.window.showInformationMessage(l10n.t('This workspace has fewer than two runs on record.'));
      return;
    }
    const title = l10n.t('Compare Two Runs');
    const a = first ?? (await pickRun(runs, { title, placeHolder: l10n.t('Choose the first run') }));
    if (!a) return;
    const others = runs.filter(({ record }) => record.id !== a.record.id);
    const b = await pickRun(others, { title, placeHolder: l10n.t('Choose the run to compare it with') });
    if (b) await this.show(a, b);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changes.dispose();
  }
}

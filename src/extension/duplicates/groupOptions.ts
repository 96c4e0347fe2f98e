import * as vscode from 'vscode';
import type { KeepRule } from '../../shared/duplicates/keepRule';
import { similarityThresholds } from '../../shared/duplicates/similarity';
import type { GroupActions } from '../panel/panelActions';
import { showFolderDialog } from '../prompts/showFolderDialog';
import type { GroupChoices, GroupStore } from '../state/groupStore';
import type { DuplicatesController } from './duplicatesController';
import { saveGroupChoices } from './groupChoices';

const { l10n } = vscode;

/** The slider counts as released after this time without a move. */
const thresholdDebounceMs = 80;

/** The options of groups that the user can change in the panel. */
export class GroupOptions {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly duplicates: DuplicatesController,
    readonly groups: GroupStore,
    readonly memento: vscode.Memento,
  ) {
    duplicates.queue.onStart(() => clearTimeout(this.#timer));
  }

  /** The actions of the page. */
  get actions(): GroupActions {
    return {
      toggleFile: (id) => void this.groups.toggle(id),
      setKeepRule: (rule, pick) => void this.#setKeepRule(rule, pick),
      addProtectedFolder: () => void this.#addProtectedFolder(),
      removeProtectedFolder: (index) => this.#removeProtectedFolder(index),
      setThreshold: (threshold) => this.#setThreshold(threshold),
      setTurned: (turned) => this.#setTurned(turned),
      trashFiles: () => void this.duplicates.trash(),
    };
  }

  /** Changes and remembers choices. */
  #change(change: Partial<GroupChoices>): void {
    this.groups.choose(change);
    saveGroupChoices(this.memento, this.groups.choices);
  }

  /** @param pick asks for the preferred folder even if there is one */
  async #setKeepRule(rule: KeepRule, pick: boolean): Promise<void> {
    const before = this.groups.choices.preferredFolder;
    const ask = rule === 'preferredFolder' && (pick || before === undefined);
    const folder = ask ? await showFolderDialog(l10n.t('Preferred Folder')) : before;
    if (rule === 'preferredFolder' && folder === undefined) {
      // The user canceled, but the page already shows the new rule.
      this.groups.choose({ rule: this.groups.choices.rule });
      return;
    }
    this.#change({ rule, ...(folder !== undefined && { preferredFolder: folder }) });
    await this.duplicates.applyRule();
  }

  async #addProtectedFolder(): Promise<void> {
    const folder = await showFolderDialog(l10n.t('Protected Folder'));
    const { protectedFolders } = this.groups.choices;
    if (folder !== undefined && !protectedFolders.includes(folder)) this.#setProtectedFolders([...protectedFolders, folder]);
  }

  #removeProtectedFolder(index: number): void {
    const { protectedFolders } = this.groups.choices;
    this.#setProtectedFolders(protectedFolders.filter((_, at) => at !== index));
  }

  #setProtectedFolders(protectedFolders: readonly string[]): void {
    this.#change({ protectedFolders });
    void this.groups.mark();
  }

  #setThreshold(threshold: number): void {
    const { least, most } = similarityThresholds;
    this.groups.choose({ threshold: Math.min(most, Math.max(least, Math.round(threshold))) });
    this.groups.setBusy();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.duplicates.regroup(), thresholdDebounceMs);
  }

  #setTurned(turned: boolean): void {
    this.groups.choose({ turned });
    void this.duplicates.applyTurned(turned);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}

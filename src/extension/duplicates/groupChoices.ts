import type * as vscode from 'vscode';
import { keepRules } from '../../shared/duplicates/keepRule';
import { similarityThresholds } from '../../shared/duplicates/similarity';
import { mementoKeys } from '../host/ids';
import type { GroupChoices } from '../state/groupStore';

/** The choices about groups that are remembered for the workspace: the rule and the folders. */

/** The remembered choices; invalid ones are replaced by defaults. */
export function loadGroupChoices(memento: vscode.Memento): GroupChoices {
  const { rule, preferredFolder, protectedFolders } = memento.get<Partial<Record<keyof GroupChoices, unknown>>>(mementoKeys.groups) ?? {};
  const folders = Array.isArray(protectedFolders) ? protectedFolders.filter((folder) => typeof folder === 'string') : [];
  return {
    rule: keepRules.find((each) => each === rule) ?? keepRules[0],
    protectedFolders: folders,
    threshold: similarityThresholds.usual,
    turned: false,
    ...(typeof preferredFolder === 'string' && { preferredFolder }),
  };
}

export function saveGroupChoices(memento: vscode.Memento, { rule, preferredFolder, protectedFolders }: GroupChoices): void {
  void memento.update(mementoKeys.groups, { rule, preferredFolder, protectedFolders });
}

import * as vscode from 'vscode';
import { stripProfile } from '../../shared/recipe/commandProfiles';
import { chooseMetadata } from '../prompts/operationPicks';
import type { RunController } from '../runs/processController';
import { imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Strip Metadata: everything, the place alone, or all but the copyright. */
export function stripMetadata(runs: RunController, memento: vscode.Memento) {
  const title = l10n.t('Strip Metadata');
  return imageCommand(runs, memento, title, async () => {
    const policy = await chooseMetadata(title);
    if (!policy) return undefined;
    return { title, besideExample: 'photo-stripped.jpg', name: 'strip', profile: (destination) => stripProfile(policy, destination) };
  });
}

import * as vscode from 'vscode';
import { convertProfile } from '../../shared/recipe/commandProfiles';
import { extensionsByFormat, type OutputFormat } from '../../shared/values/formats';
import { chooseFormat } from '../prompts/operationPicks';
import type { RunController } from '../runs/processController';
import { imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Convert Images...: into another format. */
export function convertImages(runs: RunController, memento: vscode.Memento) {
  const title = l10n.t('Convert Images');
  return imageCommand(runs, memento, title, async () => {
    const format: OutputFormat | undefined = await chooseFormat(title);
    if (!format) return undefined;
    return {
      title: l10n.t('Convert to {0}', format.toUpperCase()),
      besideExample: `photo.${extensionsByFormat[format][0]}`,
      name: 'convert',
      profile: (destination) => convertProfile(format, destination),
    };
  });
}

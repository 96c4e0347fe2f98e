import * as vscode from 'vscode';
import { responsiveExample, responsiveProfile } from '../../shared/recipe/commandProfiles';
import { chooseFormats, chooseWidths } from '../prompts/operationPicks';
import type { RunController } from '../runs/processController';
import { imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Make Responsive Set...: several widths and formats of each image; Copy Markup... gives the HTML for them. */
export function makeResponsiveSet(runs: RunController, memento: vscode.Memento) {
  const title = l10n.t('Make Responsive Set');
  return imageCommand(runs, memento, title, async () => {
    const widths = await chooseWidths(title);
    const formats = widths && (await chooseFormats(title));
    if (!formats) return undefined;
    return {
      title: l10n.t('Responsive set of {0} widths', widths.length),
      besideExample: responsiveExample(widths, formats),
      name: 'responsive',
      several: true,
      profile: (destination) => responsiveProfile(widths, formats, destination),
    };
  });
}

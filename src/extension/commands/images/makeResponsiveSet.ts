import * as vscode from 'vscode';
import { responsiveExample, responsiveProfile } from '../../../shared/recipe/commandProfiles';
import { formatList } from '../../../shared/values/formatList';
import { inputWidths, pickFormats } from '../../prompts/operationPicks';
import { type ImageCommandContext, imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Make Responsive Set...: several widths and formats of each image. Copy Markup... gives the HTML for them. */
export function makeResponsiveSetCommand(context: ImageCommandContext) {
  const title = l10n.t('Make Responsive Set');
  return imageCommand(context, title, async () => {
    const widths = await inputWidths(title);
    const formats = widths && (await pickFormats(title));
    if (!formats) return undefined;
    return {
      title: l10n.t('Responsive set: {0} px', formatList(widths.map(String), 'narrow')),
      besideExample: responsiveExample(widths, formats),
      name: 'responsive',
      several: true,
      profile: (destination) => responsiveProfile(widths, formats, destination),
    };
  });
}

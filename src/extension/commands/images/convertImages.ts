import * as vscode from 'vscode';
import { convertProfile } from '../../../shared/recipe/commandProfiles';
import { extensionsByFormat, formatName } from '../../../shared/values/formats';
import { pickFormat, pickQuality } from '../../prompts/operationPicks';
import { type ImageCommandContext, imageCommand } from './imageCommand';

const { l10n } = vscode;

/** Convert Images...: to another format. */
export function convertImagesCommand(context: ImageCommandContext) {
  const title = l10n.t('Convert Images');
  return imageCommand(context, title, async (selection) => {
    const format = await pickFormat(title);
    if (format === 'tune') await context.tuner.open(title, 'convert', selection);
    if (format === undefined || format === 'tune') return undefined;
    const encoding = await pickQuality(title, format);
    if (!encoding) return undefined;
    return {
      title: format === 'best' ? l10n.t('Convert to the Best Format') : l10n.t('Convert to {0}', formatName(format)),
      besideExample: `photo.${extensionsByFormat[format === 'best' ? 'webp' : format][0]}`,
      name: 'convert',
      profile: (destination) => convertProfile(format, destination, encoding),
    };
  });
}

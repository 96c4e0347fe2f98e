import * as vscode from 'vscode';
import { atlasProfile } from '../../../shared/recipe/commandProfiles';
import { mementoKeys } from '../../host/ids';
import { selectionCommand } from '../../prompts/selection';
import { makeRunRequest } from '../makeRunRequest';
import type { ImageCommandContext } from './imageCommand';

const { l10n } = vscode;

/** The file suggested for the first time. */
const defaultFile = 'sprites.png';

/** Asks for the file of the atlas. */
async function inputFile(title: string, last: string | undefined): Promise<string | undefined> {
  const file = await vscode.window.showInputBox({
    title: l10n.t('{0}: File', title),
    prompt: l10n.t(
      'A path in the workspace folder, ending in .png or .webp (lossless). Files of the same name with .json and .css describe the atlas.',
    ),
    value: last ?? defaultFile,
    validateInput: (text) => (/\.(?:png|webp)$/i.test(text.trim()) ? undefined : l10n.t('Enter a path that ends in .png or .webp.')),
  });
  return file?.trim();
}

/** Create Sprite Atlas...: many images packed into one, with their places as JSON and CSS. Making it again asks, and then updates it. */
export function createSpriteAtlasCommand({ runs, memento }: ImageCommandContext) {
  const title = l10n.t('Create Sprite Atlas');
  return selectionCommand({
    title,
    async run(selection) {
      const file = await inputFile(title, memento.get<string>(mementoKeys.atlas));
      if (file === undefined) return;
      const profile = atlasProfile({ file }, { conflict: 'overwrite' });
      const request = await makeRunRequest({ selection, title: l10n.t('Sprite atlas {0}', file), profile, name: 'atlas' });
      if (request) await runs.start({ ...request, destination: file, remember: async () => memento.update(mementoKeys.atlas, file) });
    },
  });
}

import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { faviconProfile } from '../../../shared/recipe/commandProfiles';
import type { Destination } from '../../../shared/recipe/presets';
import { isColor, isSeeThrough } from '../../../shared/values/color';
import { defaultIconBackground } from '../../../shared/values/faviconSet';
import { displayPath } from '../../host/displayPath';
import { mementoKeys } from '../../host/ids';
import { pickDestination } from '../../prompts/destinationPick';
import { selectionCommand } from '../../prompts/selection';
import { selectionImages } from '../../tune/selectionImages';
import { copyMarkup } from '../copyMarkup';
import { makeRunRequest } from '../makeRunRequest';
import type { ImageCommandContext } from './imageCommand';

const { l10n } = vscode;

/** The image of a selection; asks if there are several. */
async function pickImage(selection: readonly vscode.Uri[], title: string): Promise<vscode.Uri | undefined> {
  const images = await selectionImages(selection);
  if (images.length === 0) void vscode.window.showInformationMessage(l10n.t('The selection contains no images.'));
  if (images.length <= 1) return images[0];
  const items = images.map((uri) => ({ label: basename(uri.fsPath), description: displayPath(dirname(uri.fsPath)), uri }));
  const placeHolder = l10n.t('Choose the image: best a square SVG, or at least 512 x 512 pixels');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.uri;
}

function inputSiteName(title: string, image: vscode.Uri): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: l10n.t('{0}: Site Name', title),
    prompt: l10n.t('Name of the website, for its web app manifest. Leave it empty for none.'),
    value: vscode.workspace.getWorkspaceFolder(image)?.name ?? '',
  });
}

function inputBackground(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: l10n.t('{0}: Background', title),
    prompt: l10n.t('Color behind the icons that must not be transparent: those of home screens.'),
    value: defaultIconBackground,
    validateInput: (text) =>
      isColor(text.trim()) && !isSeeThrough(text.trim()) ? undefined : l10n.t('Enter an opaque color such as white or #102030.'),
  });
}

/** The folder of the files about the run, where the icons are. */
function filesFolder(destination: Destination, image: vscode.Uri): string {
  return destination.kind === 'folder' ? destination.folder : dirname(image.fsPath);
}

/** Says where the lines for the pages are, and offers to copy them. */
function offerLines({ queue }: ImageCommandContext['runs'], themeColor: string): void {
  const { store } = queue;
  const hasIcons = store.madeFiles(dirname).some(({ outputs }) => outputs.some(({ icon }) => icon));
  if (store.run?.phase !== 'finished' || !hasIcons) return;
  const copy = l10n.t('Copy Lines');
  void vscode.window
    .showInformationMessage(l10n.t('Favicon set created. Paste the lines of favicon.html into the <head> of each page.'), copy)
    .then((chosen) => (chosen === copy ? copyMarkup(queue, { kind: 'favicon', favicon: { themeColor } }) : undefined));
}

/** Create Favicon Set...: the icons of a website from one image, with a web app manifest and the lines for its pages. */
export function createFaviconSetCommand({ runs, memento }: ImageCommandContext) {
  const title = l10n.t('Create Favicon Set');
  return selectionCommand({
    title,
    async run(selection) {
      const image = await pickImage(selection, title);
      const siteName = image && (await inputSiteName(title, image));
      const background = siteName === undefined ? undefined : (await inputBackground(title))?.trim();
      if (!image || background === undefined) return;
      const last = memento.get<Destination>(mementoKeys.iconDestination);
      const question = { title, besideExample: 'favicon.ico', suggestedFolder: 'public', several: true };
      const destination = await pickDestination(question, last);
      if (!destination) return;
      const name = siteName?.trim();
      const choices = { filesFolder: filesFolder(destination, image), background, ...(name && { siteName: name }) };
      const profile = faviconProfile(destination, choices);
      const request = await makeRunRequest({ selection: [image], title: l10n.t('Favicon set'), profile, name: 'favicon' });
      if (!request) return;
      await runs.start({ ...request, remember: async () => memento.update(mementoKeys.iconDestination, destination) });
      offerLines(runs, background);
    },
  });
}

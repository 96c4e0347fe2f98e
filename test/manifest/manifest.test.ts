import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  allCommandIds,
  checksumLanguage,
  commandIds,
  contextKeys,
  panelViewType,
  settingKeys,
  settingSection,
  viewContainer,
  viewIds,
} from '../../src/extension/host/ids';
import { historyActions } from '../../src/extension/prompts/historyActions';
import { checksumGlobs, checksumNamePattern } from '../../src/shared/checksums/checksumFileNames';
import { profilesManifest } from '../../src/shared/recipe/profilesManifest';
import { readOrders } from '../../src/shared/run/inspection';
import { extensionsByFormat, isUndecodableExtension } from '../../src/shared/values/formats';
import { formatsReference } from '../../src/shared/values/formatsReference';
import { rowMenuValues } from '../../src/webview/files/rowMenu';
import { runMenuValues } from '../../src/webview/run/runMenu';
import { aRun } from '../webview/fakeHost';

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text);
const texts: Record<string, string> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const { commands, menus, configuration, submenus, views, viewsContainers, viewsWelcome, walkthroughs } = manifest.contributes;
/** The English text of a placeholder such as `%command.showLog.title%`. */
const textOf = (placeholder: string) => texts[placeholder.slice(1, -1)] as string;

describe('the manifest', () => {
  it('contributes the commands that the code registers, each with a category and a title', () => {
    expect(commands.map((command: { command: string }) => command.command).sort()).toEqual([...allCommandIds].sort());
    for (const { category, title } of commands) {
      expect(category).toBe('Assetmill');
      for (const text of typeof title === 'string' ? [title] : [title.value, title.original]) expect(text).toMatch(/^%.+%$/);
    }
  });

  it('lets the palette find commands by the words that people use, and by British spelling', () => {
    // VS Code matches `original` as an alias of the command, and does not show it in English.
    const aliases: string[] = commands.flatMap(({ title }: { title: string | { original: string } }) =>
      typeof title === 'string' ? [] : [textOf(title.original)],
    );
    const words = ['Optimise', 'Compress', 'Shrink', 'Minify', 'Crop', 'Watermark', 'Checksum', 'Similar', 'Mislabelled', 'EXIF'];
    for (const word of words) expect(aliases.join('\n')).toContain(word);
    expect(aliases.join('\n')).not.toContain('...');
  });

  it('has an alias with the words of the title, since some people type them', () => {
    for (const { title } of commands.filter((command: { title: unknown }) => typeof command.title !== 'string')) {
      const words = textOf(title.value).replace('...', '').replace('Optimize', 'Optimise');
      if (!words.startsWith('Rename')) expect(textOf(title.original)).toContain(words);
    }
  });

  it('has a condition for each command in the palette', () => {
    const inPalette = menus.commandPalette.map((item: { command: string }) => item.command).sort();
    expect(inPalette).toEqual([...allCommandIds].sort());
    for (const item of menus.commandPalette) expect(item.when).toBeTruthy();
  });

  it('contributes the views that the code fills, each with a welcome, and their commands only there', () => {
    expect(viewsContainers.activitybar.map(({ id }: { id: string }) => id)).toEqual([viewContainer]);
    expect(views[viewContainer].map(({ id }: { id: string }) => id)).toEqual(Object.values(viewIds));
    expect(viewsWelcome.map(({ view }: { view: string }) => view)).toEqual(Object.values(viewIds));
    const ofViews = Object.values(commandIds).filter((id) => Object.values(viewIds).some((view) => id.startsWith(`${view}.`)));
    const isOfRow = (command: string) => command.startsWith('assetmill.row.');
    const hidden = menus.commandPalette.filter(
      (item: { command: string; when: string }) => item.when === 'false' && !isOfRow(item.command),
    );
    expect(hidden.map(({ command }: { command: string }) => command).sort()).toEqual(ofViews.sort());
    for (const { when } of [...menus['view/title'], ...menus['view/item/context']])
      expect(Object.values(viewIds).some((view) => when.startsWith(`view == ${view}`))).toBe(true);
  });

  it('offers each action of the history for the runs to which it applies', () => {
    const entries: { command: string; when: string }[] = menus['view/item/context'];
    const offered = (actions: string) =>
      new Set(
        entries
          .filter(({ when }) => when.startsWith(`view == ${viewIds.history}`))
          .filter(({ when }) => new RegExp(/=~ \/(.+)\/$/.exec(when)?.[1] as string).test(`run ${actions}`))
          .map(({ command }) => command),
      );
    expect(offered('show redo save')).toEqual(new Set([commandIds.historyShow, commandIds.historyRedo, commandIds.historySave]));
    expect(offered('show resume undo')).toEqual(new Set([commandIds.historyShow, commandIds.historyResume, commandIds.historyUndo]));
    expect(offered(historyActions.join(' ')).size).toBe(historyActions.length);
  });

  it('has a walkthrough whose steps end with commands', () => {
    const [{ steps }] = walkthroughs;
    expect(steps).toHaveLength(5);
    const events: string[] = steps.flatMap(({ completionEvents }: { completionEvents: string[] }) => completionEvents);
    for (const event of events) expect(Object.values(commandIds).map((id) => `onCommand:${id}`)).toContain(event);
  });

  it('contributes the settings that the code reads, each with a scope and a description', () => {
    const keys = settingKeys.map((key) => `${settingSection}.${key}`).sort();
    expect(Object.keys(configuration.properties).sort()).toEqual(keys);
    for (const setting of Object.values(configuration.properties)) {
      expect(setting).toMatchObject({
        scope: expect.any(String),
        markdownDescription: expect.stringMatching(/^%.+%$/),
        default: expect.anything(),
      });
    }
  });

  it('contains the current schema of profiles (to update it: npm run schema)', () => {
    const { schema, texts: described } = profilesManifest();
    expect(configuration.properties['assetmill.profiles']).toMatchObject(schema);
    expect(Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith('profiles.')))).toEqual(described);
    expect(JSON.stringify(schema)).not.toMatch(/escription(s|)":\[?"[^%]/);
  });

  it('takes every text from package.nls.json, which has no unused texts', () => {
    const used = [...text.matchAll(/%([\w.-]+)%/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
  });

  it('agrees with the table of formats in README.md (to update it: npm run schema)', () => {
    expect(readFileSync('README.md', 'utf8')).toContain(formatsReference());
  });

  it('shows the image commands for folders, decodable files, and selections of several files', () => {
    const { when } = menus['explorer/context'].find(({ command }: { command?: string }) => command === commandIds.resizeImages);
    // VS Code looks at the clicked file only, and an image may be among the others.
    expect(when).toContain('listMultiSelection ||');
    const pattern = /resourceExtname =~ \/(.+)\/i/.exec(when)?.[1];
    const shows = new RegExp(pattern as string, 'i');
    for (const extension of Object.values(extensionsByFormat).flat()) expect(shows.test(`.${extension}`)).toBe(true);
    for (const extension of ['txt', 'dds', 'pngx', 'md']) expect(shows.test(`.${extension}`)).toBe(false);
    for (const item of menus['editor/title/context']) expect(item.when).toContain(`resourceExtname =~ /${pattern}/i`);
    expect(isUndecodableExtension('.DDS')).toBe(true);
    for (const { command, when: own } of menus['assetmill.explorer'])
      if (command !== commandIds.checkImages && /Images|Filter|Thumbnails|Set|Metadata|Profile|Plan|Markup/.test(command))
        expect(own).toBe(when);
  });

  it('offers menus in the panel by what the page says of a row and of its run', () => {
    const row = { id: 1, path: 'a.jpg', status: 'done', outputs: [] } as const;
    const said = [
      ...Object.keys(rowMenuValues(row, { kind: 'process', cancelable: false, undoable: false, repeatable: false })),
      ...Object.keys(runMenuValues({ ...aRun, phase: 'finished' }, undefined)),
    ];
    const asked = menus['webview/context'].flatMap(({ when }: { when: string }) => when.match(/\b(row|run)[A-Z]\w*/g) ?? []);
    expect(asked.length).toBeGreaterThan(10);
    for (const key of asked) expect(said).toContain(key);
  });

  it('shows inspections for all files, and Verify Checksums for checksum files only', () => {
    const inExplorer = [...menus['explorer/context'], ...menus['assetmill.explorer']];
    const entries: { command?: string; submenu?: string; when?: string }[] = inExplorer;
    const whenOf = (id: string) => [
      ...new Set(entries.filter(({ command, submenu }) => [command, submenu].includes(id)).map(({ when }) => when)),
    ];
    expect(whenOf('assetmill.explorer')).toEqual(['resourceScheme == file']);
    for (const id of [commandIds.hashFiles, commandIds.findDuplicates, commandIds.checkImages])
      expect(whenOf(id)).toEqual(['resourceScheme == file']);
    const named = `resourceLangId == ${checksumLanguage} || resourceFilename =~ /${checksumNamePattern}/i`;
    expect(whenOf(commandIds.verifyChecksums)).toEqual([`resourceScheme == file && !explorerResourceIsFolder && (${named})`]);
    const { filenamePatterns, id } = manifest.contributes.languages[0];
    expect([id, filenamePatterns]).toEqual([checksumLanguage, checksumGlobs()]);
  });

  it('describes each read order', () => {
    const { enum: orders, markdownEnumDescriptions: described } = configuration.properties['assetmill.readOrder'];
    expect(orders).toEqual(readOrders);
    expect(described).toEqual(readOrders.map((order) => `%configuration.readOrder.${order}%`));
  });

  it('restricts the settings of an untrusted workspace', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    expect(untrustedWorkspaces.supported).toBe('limited');
    expect(untrustedWorkspaces.restrictedConfigurations).toEqual(expect.arrayContaining(['assetmill.profiles', 'assetmill.nodePath']));
    expect(virtualWorkspaces.supported).toBe(false);
    expect(configuration.properties['assetmill.nodePath'].scope).toBe('machine');
  });

  it('runs where the files are, and activates after the start of a window, or with its panel, commands, and language', () => {
    expect(manifest.extensionKind).toEqual(['workspace']);
    expect(manifest.activationEvents).toEqual(['onStartupFinished', `onWebviewPanel:${panelViewType}`]);
    expect(text).toContain(contextKeys.running);
    expect(submenus).toHaveLength(1);
  });

  it('refers to existing files', () => {
    expect(existsSync(manifest.icon)).toBe(true);
  });

  it('requires the VS Code version that its types describe', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });
});

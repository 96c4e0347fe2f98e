import assert from 'node:assert/strict';
import { copyFile, mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { clean, file, image, isThere, panelTabs, takingFirstAnswers, until } from './workspace';

/** The content of the panel cannot be read here, so these tests look at the files. */
describe('duplicates and image checks', () => {
  afterEach(() => clean('copies', 'wrong'));

  it('Find Duplicates... opens the panel and changes nothing', async () => {
    const a = await image('copies/a.jpg', 300, 200);
    await mkdir(file('copies/old').fsPath);
    await copyFile(a.fsPath, file('copies/old/a.jpg').fsPath);
    await takingFirstAnswers('assetmill.findDuplicates', file('copies'), [file('copies')]);
    await until('the panel', () => panelTabs().length === 1);
    assert.ok(isThere('copies/a.jpg') && isThere('copies/old/a.jpg'));
  });

  it('moves nothing to the trash without confirmation', async () => {
    const a = await image('copies/a.jpg', 300, 200);
    await copyFile(a.fsPath, file('copies/b.jpg').fsPath);
    await takingFirstAnswers('assetmill.findDuplicates', file('copies'), [file('copies')]);
    // VS Code refuses to show the dialog in tests, which counts as declining.
    await Promise.resolve(vscode.commands.executeCommand('assetmill.trashDuplicates')).catch(() => {});
    assert.ok(isThere('copies/a.jpg') && isThere('copies/b.jpg'));
  });

  it('Check Images finds mislabeled images, and Rename Mislabeled Images gives them unused names', async () => {
    const jpeg = await image('wrong/source.jpg', 300, 200);
    for (const name of ['a.png', 'a.gif', 'b.webp']) await copyFile(jpeg.fsPath, file(`wrong/${name}`).fsPath);
    await vscode.commands.executeCommand('assetmill.checkImages', file('wrong'), [file('wrong')]);
    await vscode.commands.executeCommand('assetmill.renameMislabeled');
    await until('the new names', () => isThere('wrong/a.jpg') && isThere('wrong/a-2.jpg') && isThere('wrong/b.jpg'));
    assert.deepEqual(['wrong/a.png', 'wrong/a.gif', 'wrong/b.webp'].filter(isThere), []);
    assert.ok(isThere('wrong/source.jpg'));
  });

  it('Rename Mislabeled Images does not overwrite a file created after the check', async () => {
    const jpeg = await image('wrong/source.jpg', 300, 200);
    await copyFile(jpeg.fsPath, file('wrong/a.png').fsPath);
    await vscode.commands.executeCommand('assetmill.checkImages', file('wrong'), [file('wrong')]);
    await image('wrong/a.jpg', 30, 20);
    await vscode.commands.executeCommand('assetmill.renameMislabeled');
    await until('the new name', () => isThere('wrong/a-2.jpg'));
    assert.ok(isThere('wrong/a.jpg') && !isThere('wrong/a.png'));
  });
});

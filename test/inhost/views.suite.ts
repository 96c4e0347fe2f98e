import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { clean, file, image, panelTabs, until } from './workspace';

describe('the views in the activity bar', () => {
  afterEach(() => clean('photos', 'more'));

  it('exist, and can be focused with commands', async () => {
    for (const view of ['profiles', 'queue', 'history']) await vscode.commands.executeCommand(`assetmill.${view}.focus`);
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('their commands do nothing without an entry', async () => {
    for (const command of [
      'profiles.run',
      'profiles.edit',
      'queue.cancel',
      'queue.moveUp',
      'queue.moveDown',
      'history.undo',
      'history.selectForCompare',
      'history.compareWithSelected',
    ])
      await vscode.commands.executeCommand(`assetmill.${command}`);
  });

  it('a run cannot be canceled as one that waits after it has started', async () => {
    await image('photos/a.jpg', 600, 400);
    const checked = vscode.commands.executeCommand('assetmill.checkImages', file('photos'), [file('photos')]);
    for (let id = 0; id < 1000; id += 1) await vscode.commands.executeCommand('assetmill.queue.cancel', { id });
    await checked;
    await until('the panel', () => panelTabs().length === 1);
  });

  it('a run that had to wait leaves a panel closed', async () => {
    await image('photos/a.jpg', 600, 400);
    await image('more/b.jpg', 600, 400);
    await vscode.window.tabGroups.close(panelTabs());
    const folders = [file('photos'), file('more')];
    const runs = folders.map((folder) => vscode.commands.executeCommand('assetmill.checkImages', folder, [folder]));
    await until('the panel', () => panelTabs().length === 1);
    await vscode.window.tabGroups.close(panelTabs());
    await Promise.all(runs);
    assert.equal(panelTabs().length, 0);
  });
});

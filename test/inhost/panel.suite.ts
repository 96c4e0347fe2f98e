import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { clean, image, panelTabs, takingFirstAnswers, until } from './workspace';

describe('the panel', () => {
  afterEach(() => clean('a.jpg', 'a-640.jpg'));

  it('opens with a run, and again with Show Panel after it was closed', async () => {
    const a = await image('a.jpg', 1600, 900);
    await takingFirstAnswers('assetmill.resizeImages', a, [a]);
    await until('the panel', () => panelTabs().length === 1);
    await vscode.window.tabGroups.close(panelTabs());
    await until('no panel', () => panelTabs().length === 0);
    await vscode.commands.executeCommand('assetmill.showPanel');
    await until('the panel again', () => panelTabs().length === 1);
  });

  it('is revealed in the editor group to which it was moved', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'in front' }));
    await vscode.commands.executeCommand('assetmill.showPanel');
    await until('the panel in front', () => panelTabs()[0]?.isActive === true);
    await vscode.commands.executeCommand('workbench.action.moveEditorToRightGroup');
    await until('the panel in the second group', () => panelTabs()[0]?.group.viewColumn === vscode.ViewColumn.Two);
    await vscode.commands.executeCommand('assetmill.showPanel');
    assert.deepEqual(
      panelTabs().map(({ group }) => group.viewColumn),
      [vscode.ViewColumn.Two],
    );
    await vscode.window.tabGroups.close(panelTabs());
  });

  it('opens only once', async () => {
    await vscode.commands.executeCommand('assetmill.showPanel');
    await vscode.commands.executeCommand('assetmill.showPanel');
    await until('the panel', () => panelTabs().length > 0);
    assert.equal(panelTabs().length, 1);
  });
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionId } from './workspace';

describe('activation', () => {
  const extension = vscode.extensions.getExtension(extensionId);

  it('happens after the start of a window or with the first command, and registers all commands of the manifest', async () => {
    assert.ok(extension, 'the extension is installed');
    await vscode.commands.executeCommand('assetmill.cancelRun');
    assert.equal(extension.isActive, true);
    const registered = new Set(await vscode.commands.getCommands(true));
    const named: { command: string }[] = extension.packageJSON.contributes.commands;
    assert.deepEqual(
      named.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});

import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Exif } from 'sharp';
import * as vscode from 'vscode';

/** Helpers for the open workspace folder. */

export const extensionId = 'assetmill.assetmill';

export function folder(): string {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  if (!first) throw new Error('no folder is open');
  return first.uri.fsPath;
}

export function file(path: string): vscode.Uri {
  return vscode.Uri.file(join(folder(), path));
}

/** Creates an image in the workspace. */
export async function image(path: string, width: number, height: number, exif?: Exif): Promise<vscode.Uri> {
  const uri = file(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  const plain = sharp({ create: { width, height, channels: 3, background: '#c84' } });
  await (exif ? plain.withExif(exif) : plain).toFile(uri.fsPath);
  return uri;
}

/** `width x height` of an image of the workspace. */
export async function sizeOf(path: string): Promise<string> {
  const { width, height } = await sharp(file(path).fsPath).metadata();
  return `${width} x ${height}`;
}

export function isThere(path: string): boolean {
  return existsSync(file(path).fsPath);
}

export async function clean(...paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(file(path).fsPath, { recursive: true, force: true })));
}

/** Waits until a condition holds; after the limit it fails with the condition's name. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs a command that shows quick picks, and accepts the first item of each until the command has ended. */
export async function takingFirstAnswers(command: string, ...args: readonly unknown[]): Promise<void> {
  let ended = false;
  const running = Promise.resolve(vscode.commands.executeCommand(command, ...args)).finally(() => {
    ended = true;
  });
  await Promise.all([
    running,
    until(`the end of ${command}`, async () => {
      if (!ended) await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return ended;
    }),
  ]);
}

/** The tabs that contain the panel. */
export function panelTabs(): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('assetmill.panel'));
}

export async function set(key: string, value: unknown, target = vscode.ConfigurationTarget.Workspace): Promise<void> {
  await vscode.workspace.getConfiguration('assetmill').update(key, value, target);
}

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { clean, file, panelTabs, until } from './workspace';

async function write(path: string, text: string): Promise<vscode.Uri> {
  const uri = file(path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  return uri;
}

/**
 * Hash Files... with the preselected algorithms. Waits, because an answer before the items appear would choose none of them. A test
 * cannot see whether they have appeared.
 */
async function hash(uri: vscode.Uri): Promise<void> {
  const running = vscode.commands.executeCommand('assetmill.hashFiles', uri, [uri]);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await running;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Severity, line (counted from 1) and message of each problem. */
function problemsOf(list: vscode.Uri): (readonly [severity: string | undefined, line: number, message: string])[] {
  return vscode.languages
    .getDiagnostics(list)
    .map(({ severity, range, message }) => [vscode.DiagnosticSeverity[severity], range.start.line + 1, message] as const);
}

describe('digests', () => {
  const list = () => file('set/SHA256SUMS');

  beforeEach(async () => {
    await write('set/a.txt', 'a');
    await write('set/deep/b.bin', 'b');
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await clean('set', 'md5.ts');
  });

  it('Hash Files... hashes files of any kind, and Copy Digests copies them as a list', async () => {
    await hash(file('set'));
    await vscode.commands.executeCommand('assetmill.copyDigests');
    assert.equal(await vscode.env.clipboard.readText(), `${sha256('a')}  a.txt\n${sha256('b')}  deep/b.bin\n`);
    await vscode.commands.executeCommand('assetmill.copyDigests', 1);
    assert.equal(await vscode.env.clipboard.readText(), sha256('b'));
    await vscode.commands.executeCommand('assetmill.copyDigests', [0, 1]);
    assert.equal(await vscode.env.clipboard.readText(), `${sha256('a')}  a.txt\n${sha256('b')}  deep/b.bin\n`);
  });

  it('Save Checksum File... writes a list in which Verify Checksums finds no problems', async () => {
    await write('set/SHA256SUMS', 'an earlier list');
    await hash(file('set'));
    await vscode.commands.executeCommand('assetmill.saveChecksums', list());
    assert.equal(await readFile(list().fsPath, 'utf8'), `${sha256('a')}  a.txt\n${sha256('b')}  deep/b.bin\n`);
    await vscode.commands.executeCommand('assetmill.verifyChecksums', list());
    assert.deepEqual(problemsOf(list()), []);
    await until('the panel', () => panelTabs().length === 1);
  });

  it('Verify Checksums shows problems on the lines of the list until the list is edited', async () => {
    const lines = [`${sha256('a')}  a.txt`, `${sha256('other')}  deep/b.bin`, 'no line of a list', `${sha256('c')}  c.txt`];
    await write('set/SHA256SUMS', `${lines.join('\n')}\n`);
    await write('set/new.txt', 'new');
    await vscode.commands.executeCommand('assetmill.verifyChecksums', list(), [list()]);
    const digest = `SHA-256 mismatch: expected ${sha256('other')}, got ${sha256('b')}.`;
    assert.deepEqual(
      problemsOf(list()).sort((a, b) => a[1] - b[1]),
      [
        ['Information', 1, 'Not in this list: 1 file (new.txt).'],
        ['Error', 2, `b.bin: FAILED. ${digest}`],
        ['Warning', 3, 'Expected "digest  name" or "ALGORITHM (name) = digest".'],
        ['Error', 4, 'c.txt: MISSING. The file is listed but missing.'],
      ],
    );
    const editor = await vscode.window.showTextDocument(list());
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# '));
    await until('no problems', () => problemsOf(list()).length === 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('removes problems when they are fixed, or when another program writes the list', async () => {
    await write('set/SHA256SUMS', `${sha256('other')}  a.txt\n`);
    await rm(file('set/deep').fsPath, { recursive: true });
    await vscode.commands.executeCommand('assetmill.verifyChecksums', list());
    assert.equal(problemsOf(list()).length, 1);
    await write('set/a.txt', 'other');
    await vscode.commands.executeCommand('assetmill.verifyChecksums', list());
    assert.deepEqual(problemsOf(list()), []);
    await write('set/a.txt', 'a');
    await vscode.commands.executeCommand('assetmill.verifyChecksums', list());
    assert.equal(problemsOf(list()).length, 1);
    await write('set/SHA256SUMS', `${sha256('a')}  a.txt\n`);
    await until('no problems', () => problemsOf(list()).length === 0);
  });

  it('verifies the list in the active editor, and removes its problems when the editor is closed', async () => {
    await write('set/SHA256SUMS', `${sha256('a')}  a.txt\n${sha256('c')}  c.txt\n`);
    await vscode.window.showTextDocument(list());
    await vscode.commands.executeCommand('assetmill.verifyChecksums');
    await until('problems', () => problemsOf(list()).length === 2);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('no problems', () => problemsOf(list()).length === 0);
  });

  it('verifies files without the digest cache', async () => {
    await hash(file('set/a.txt'));
    await vscode.commands.executeCommand('assetmill.clearDigestCache');
    await vscode.commands.executeCommand('assetmill.saveChecksums', list());
    await write('set/a.txt', 'b');
    await vscode.commands.executeCommand('assetmill.verifyChecksums', list());
    assert.match(problemsOf(list())[0]?.[2] ?? '', /^a\.txt: FAILED/);
  });

  it('Cancel Run interrupts the hashing of a large file', async () => {
    const huge = await write('set/huge.bin', '');
    await truncate(huge.fsPath, 2 ** 40);
    let ended = false;
    const running = hash(huge).finally(() => {
      ended = true;
    });
    // A run that has not begun cannot be canceled.
    await until('the end of the run', async () => {
      if (!ended) await vscode.commands.executeCommand('assetmill.cancelRun');
      return ended;
    });
    await running;
  });

  it('gives checksum files a language and a code lens, and other files none', async () => {
    for (const [path, shown] of [
      ['set/SHA256SUMS', true],
      ['set/photos.MD5', true],
      ['set/tool-1.0_sha512sum.txt', true],
      ['set/checksums.txt', true],
      ['md5.ts', false],
      ['set/a.txt', false],
    ] as const) {
      const document = await vscode.workspace.openTextDocument(await write(path, 'text'));
      assert.equal(document.languageId === 'checksums', shown, path);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
      const own = lenses.filter(({ command }) => command?.command === 'assetmill.verifyChecksums');
      assert.equal(own.length, shown ? 1 : 0, path);
    }
  });
});

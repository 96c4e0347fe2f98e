import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Session } from './session';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('digests', () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    const texts = {
      'release/tool.bin': 'tool',
      'release/notes.md': 'notes',
      'damaged/tool.bin': 'fool',
      'damaged/new.bin': 'new',
      'damaged/SHA256SUMS': `${sha256('tool')}  tool.bin\n${sha256('gone')}  gone.bin\n${sha256('x')}  ../a.jpg\nno digest\n`,
      'far/tool.bin': 'tool',
      'far/SHA256SUMS': `${sha256('tool')}  tool.bin\n${sha256('x')}  /etc/hostname\n`,
    };
    session = await Session.share({ images: { 'a.jpg': [80, 60] }, texts });
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  /** Hash Files... with the algorithms that are ticked, and others. */
  async function hash(path: string, ...others: readonly string[]): Promise<void> {
    const { quickInput } = session.workbench;
    await session.workbench.chooseForFiles([path], 'Assetmill', 'Hash Files...');
    await quickInput.row('SHA-256').first().waitFor();
    for (const other of others) await quickInput.row(other).first().locator('.quick-input-list-checkbox, .monaco-checkbox').first().click();
    await quickInput.widget.getByRole('button', { name: 'OK' }).click();
  }

  it('Hash Files... shows digests of files of any kind, which can be copied and saved', async () => {
    await hash('release');
    await session.panelShows(/2 of 2 files hashed/);
    await session.panelShows('Hash with SHA-256');
    const { webview } = session.workbench;
    const row = webview.getByRole('row', { name: /tool\.bin/ });
    await row.locator('.digest', { hasText: sha256('tool').slice(-8) }).waitFor();
    await session.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await row.hover();
    await row.getByRole('button', { name: 'Copy Digest' }).click();
    const copied = () => session.page.evaluate(() => navigator.clipboard.readText());
    for (let tries = 0; tries < 50 && (await copied()) !== sha256('tool'); tries += 1) await session.page.waitForTimeout(100);
    assert.equal(await copied(), sha256('tool'));
    await webview.getByRole('button', { name: 'Save Checksum File...' }).click();
    const { quickInput } = session.workbench;
    await quickInput.input.waitFor();
    const proposed = () => quickInput.input.inputValue();
    for (let tries = 0; tries < 50 && !(await proposed()).endsWith('SHA256SUMS'); tries += 1) await session.page.waitForTimeout(100);
    assert.match(await proposed(), /release\/SHA256SUMS$/);
    await session.page.keyboard.press('Enter');
    await session.workbench.toast('2 files are listed in release/SHA256SUMS.').waitFor();
    const text = readFileSync(session.path('release/SHA256SUMS'), 'utf8');
    assert.equal(text, `${sha256('notes')}  notes.md\n${sha256('tool')}  tool.bin\n`);
  });

  it('a saved list is verified from its code lens', async () => {
    await session.workbench.closeTab('Assetmill');
    await session.workbench.pressInToast('2 files are listed in release/SHA256SUMS.', 'Open');
    const lens = session.page.locator('.codelens-decoration a', { hasText: 'Verify' });
    await lens.click();
    await session.panelShows('Verify SHA256SUMS');
    await session.panelShows(/2 of 2 files OK/);
    assert.equal(await lens.isVisible(), true, 'the panel is beside the list');
    await session.workbench.closeTab('SHA256SUMS');
  });

  it('Verify Checksums reports mismatches in the panel and in the Problems view', async () => {
    await session.workbench.chooseForFiles(['damaged/SHA256SUMS'], 'Verify Checksums');
    await session.panelShows(/0 of 3 files OK/);
    await session.panelShows(/1 line of the checksum file has a problem: see the Problems view\./);
    const { webview } = session.workbench;
    for (const name of [/tool\.bin, FAILED/, /gone\.bin, MISSING/, /new\.bin, EXTRA/]) await webview.getByRole('row', { name }).waitFor();
    await webview.getByRole('button', { name: '1 file is missing' }).click();
    await webview.getByRole('row', { name: /tool\.bin/ }).waitFor({ state: 'hidden' });
    await session.page.keyboard.press('ControlOrMeta+Shift+M');
    const problems = session.page.locator('.markers-panel-container');
    await problems.getByText(`tool.bin: FAILED. SHA-256 mismatch: expected ${sha256('tool')}, got ${sha256('fool')}`).waitFor();
    await problems.getByText('gone.bin: MISSING. The file is listed but missing.').waitFor();
    await problems.getByText('[Ln 2, Col 1]').waitFor();
    await problems.getByText('Not in this list: 1 file (new.bin).').waitFor();
    await session.page.keyboard.press('ControlOrMeta+J');
  });

  it('is only in the menu of checksum files', async () => {
    const { explorer, menu } = session.workbench;
    assert.ok((await menu.labels(explorer.row('damaged/SHA256SUMS'))).includes('Verify Checksums'));
    assert.ok(!(await menu.labels(explorer.row('damaged/tool.bin'))).includes('Verify Checksums'));
    assert.ok((await menu.labels(explorer.row('damaged/tool.bin'), 'Assetmill')).includes('Hash Files...'));
  });

  it('asks before it reads outside the workspace', async () => {
    const { dialog } = session.workbench;
    await session.workbench.chooseForFiles(['far/SHA256SUMS'], 'Verify Checksums');
    await dialog.getByText('/etc/hostname').waitFor();
    await session.workbench.pressInDialog('Skip Files');
    await session.panelShows(/1 of 2 files OK/);
    await session.panelShows('The file is outside the workspace, so it was not read.');
    await session.workbench.chooseForFiles(['far/SHA256SUMS'], 'Verify Checksums');
    await session.workbench.pressInDialog('Read Files');
    await session.workbench.webview.getByRole('row', { name: /hostname, FAILED/ }).waitFor();
    await session.workbench.chooseForFiles(['far/SHA256SUMS'], 'Verify Checksums');
    await session.workbench.pressInDialog('Cancel');
    await session.panelShows(/^Canceled/);
  });

  it('hashes with several algorithms, remembers the choice, and labels each digest', async () => {
    await hash('release/tool.bin', 'MD5');
    await session.panelShows('Hash with SHA-256, MD5');
    await session.panelShows(/1 of 1 file hashed/);
    await session.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await session.workbench.webview.getByRole('button', { name: 'Copy Digests' }).click();
    await session.workbench.toast('Copied the digests of 1 file.').waitFor();
    const text = await session.page.evaluate(() => navigator.clipboard.readText());
    assert.equal(text, `SHA256 (tool.bin) = ${sha256('tool')}\nMD5 (tool.bin) = ${md5('tool')}\n`);
  });

  it('reads no file again that has not changed, until the cache is cleared', async () => {
    await hash('release/tool.bin');
    await session.panelShows('1 file has not changed since it was last hashed.');
    await session.workbench.quickInput.runCommand('Assetmill: Clear Digest Cache');
    await session.workbench.toast('The digest cache was cleared.').waitFor();
    await hash('release/tool.bin');
    await session.panelShows(/1 of 1 file hashed in .+ 4 B read\./);
  });
});

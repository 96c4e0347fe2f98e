import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { Session } from './session';

/** A profile that makes one WebP beside the source. */
function profile(longEdge: number): object {
  return { steps: [{ operation: 'resize', longEdge }], outputs: [{ format: 'webp' }] };
}

describe('a workspace of two folders', () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    session = await Session.start(
      { images: { 'one/a.jpg': [800, 400], 'one/photos/a.jpg': [1600, 900], 'two/b.jpg': [900, 1600], 'two/hidden/c.jpg': [900, 900] } },
      { roots: ['one', 'two'], settings: { 'assetmill.profiles': { user: profile(100), several: profile(1) } } },
    );
    const folders = [{ path: 'one' }, { path: 'two' }];
    const settings = { 'assetmill.profiles': { workspace: profile(200), several: profile(2) } };
    await session.write('test.code-workspace', JSON.stringify({ folders, settings }));
    await session.write('two/.vscode/settings.json', JSON.stringify({ 'files.exclude': { hidden: true } }));
    await session.write(
      'one/.vscode/settings.json',
      JSON.stringify({ 'assetmill.profiles': { folder: profile(300), several: profile(3) } }),
    );
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  /** Names offered by Run Profile... */
  async function offered(folder: string): Promise<string[]> {
    await session.workbench.chooseForFiles([folder], 'Assetmill', 'Run Profile...');
    const rows = await session.workbench.quickInput.rows();
    const names = rows.map((row) => row.split(',')[0] as string);
    // Behind the profiles of the settings come the examples.
    const examples = names.indexOf('web');
    assert.ok(examples > 0, names.join(', '));
    return names.slice(0, examples).sort();
  }

  it('gets outputs in the folder of each source, according to the settings of that folder', async () => {
    await session.resize(['one', 'two'], 'Small 640', 'Into a folder');
    await session.workbench.quickInput.answer('small');
    await session.panelShows(/3 of 3 files done/);
    assert.equal(await session.sizeOf('one/small/photos/a.jpg'), '640 x 360');
    assert.equal(await session.sizeOf('two/small/b.jpg'), '360 x 640');
    assert.equal(session.has('two/small/hidden'), false);
    for (const folder of ['one/small', 'one/photos', 'two/small']) await rm(session.path(folder), { recursive: true });
  });

  it('combines the profiles of the user, the workspace and the folder: the nearest one wins when names are equal', async () => {
    assert.deepEqual(await offered('two'), ['several', 'user', 'workspace']);
    await session.workbench.quickInput.dismiss();
    assert.deepEqual(await offered('one'), ['folder', 'several', 'user', 'workspace']);
    await session.workbench.quickInput.pick('several');
    await session.panelShowsFile('a-several.webp');
    assert.equal(await session.sizeOf('one/a-several.webp'), '3 x 2');
  });

  it('has its profiles in Resize Images..., the last used one first, so that a repeat is one keystroke', async () => {
    await session.resize(['one/a.jpg'], 'folder');
    await session.panelShowsFile('a-folder.webp');
    assert.equal(await session.sizeOf('one/a-folder.webp'), '300 x 150');
    await session.workbench.chooseForFiles(['one/a.jpg'], 'Resize Images...');
    assert.match((await session.workbench.quickInput.rows())[0] as string, /^folder/);
    await session.page.keyboard.press('Enter');
    await session.panelShows('Up to date: 1 file.');
  });
});

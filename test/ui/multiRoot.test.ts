import assert from 'node:assert/strict';
import { Session } from './session';

describe('a workspace of two folders', () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    session = await Session.start(
      { images: { 'one/photos/a.jpg': [1600, 900], 'two/b.jpg': [900, 1600], 'two/hidden/c.jpg': [900, 900] } },
      { roots: ['one', 'two'] },
    );
    await session.write('two/.vscode/settings.json', JSON.stringify({ 'files.exclude': { hidden: true } }));
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  it('writes into each folder what is from it, by the settings of each', async () => {
    await session.resize(['one', 'two'], 'Small 640', 'Into a folder');
    await session.workbench.quickInput.answer('small');
    await session.panelShows(/2 of 2 files done/);
    assert.equal(await session.sizeOf('one/small/photos/a.jpg'), '640 x 360');
    assert.equal(await session.sizeOf('two/small/b.jpg'), '360 x 640');
    assert.equal(session.has('two/small/hidden'), false);
  });
});

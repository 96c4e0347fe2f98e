import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/paths';
import { Session } from './session';

/** The package of this platform, made by `npm run package`. */
function packageFile(): string {
  const name = readdirSync(projectRoot).find((file) => /^assetmill-.+\.vsix$/.test(file));
  if (!name) throw new Error('There is no package: npm run package makes it.');
  return join(projectRoot, name);
}

describe('a workspace that is not trusted', () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    session = await Session.start({ images: { 'photos/a.jpg': [1600, 900] } }, { installed: packageFile() });
    const replace = { steps: [{ operation: 'resize', longEdge: 100 }], replace: true };
    await session.write('.vscode/settings.json', JSON.stringify({ 'assetmill.profiles': { sly: replace } }));
    await session.page.getByText('Restricted Mode').first().waitFor();
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  it('can resize images', async () => {
    await session.resize(['photos'], 'Small 640', 'Beside the originals');
    await session.panelShows(/1 of 1 file done/);
    assert.equal(await session.sizeOf('photos/a-640.jpg'), '640 x 360');
  });

  it('cannot provide profiles', async () => {
    await session.workbench.chooseForFiles(['photos'], 'Assetmill', 'Run Profile...');
    await session.workbench.toast('The profiles of this workspace are ignored until you trust it').waitFor();
    const rows = await session.workbench.quickInput.rows();
    assert.ok(!rows.some((row) => row.startsWith('sly')), rows.join('; '));
    await session.workbench.quickInput.dismiss();
    assert.equal(await session.sizeOf('photos/a.jpg'), '1600 x 900');
  });
});

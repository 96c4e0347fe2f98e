import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/paths';
import { Session } from './session';

type Texts = Readonly<Record<string, string>>;

const read = (path: string): Texts => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'));

/** A window in German: the manifest, the questions, the panel, and what the pool process says of a file. */
describe('in a window in German', () => {
  const texts = read('l10n/bundle.l10n.de.json');
  const titles = read('package.nls.de.json');
  const german = (english: string) => texts[english] ?? assert.fail(`not translated: ${english}`);
  const resize = titles['command.resizeImages.title'] as string;
  const wrong = { 'too blurred': { steps: [{ operation: 'blur', sigma: 4000 }] } };
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    const settings = JSON.stringify({ 'assetmill.profiles': wrong });
    session = await Session.start(
      { images: { 'a.jpg': [3000, 1500] }, texts: { 'empty.jpg': '', '.vscode/settings.json': settings } },
      { language: 'de' },
    );
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  it('menus, questions, the panel, and the messages of the workers are in German', async () => {
    await session.workbench.chooseForFiles(['a.jpg', 'empty.jpg'], resize);
    await session.workbench.quickInput.pick(`${german('Small')} 640`);
    await session.workbench.quickInput.pick(german('Beside the originals'));
    await session.panelShows(german('The file is empty (0 bytes).'));
    await session.workbench.webview.getByRole('row', { name: new RegExp(german('Done')) }).waitFor();
    assert.equal(await session.sizeOf('a-640.jpg'), '640 x 320');
  });

  it('an error in a profile is told in German', async () => {
    await session.workbench.chooseForFiles(['a.jpg'], 'Assetmill', titles['command.runProfile.title'] as string);
    await session.workbench.quickInput.pick('too blurred');
    const [start] = german('must be between {0} and {1}').split('{0}');
    await session.workbench.toast(start as string).waitFor();
  });

  it('the palette finds a command by its German and by its English title', async () => {
    const { quickInput } = session.workbench;
    for (const typed of [resize.replace('...', ''), 'Resize Images']) {
      await session.page.keyboard.press('F1');
      await quickInput.input.fill(`>Assetmill: ${typed}`);
      await quickInput.row(`Assetmill: ${resize}`).waitFor();
      await session.page.keyboard.press('Escape');
    }
  });
});

import assert from 'node:assert/strict';
import { Session } from './session';

/** settings.json as VS Code's own editor shows it, with the schema of the profiles. */
describe('a profile in settings.json', () => {
  let session: Session;
  const profile = (step: string) =>
    `{\n  "assetmill.profiles": {\n    "web": {\n      "steps": [\n        ${step}\n      ]\n    }\n  }\n}\n`;

  before(async function () {
    this.timeout(120_000);
    session = await Session.share({ images: { 'a.jpg': [40, 30] } });
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  /** Opens it as a file: the command for it shows a dialog. */
  async function openSettings(text: string): Promise<void> {
    await session.write('.vscode/settings.json', text);
    await session.workbench.explorer.select('.vscode/settings.json');
    await session.page.keyboard.press('Enter');
    await session.workbench.tab('settings.json').waitFor();
    await session.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  /** What the Problems view says. */
  async function problems(text: string): Promise<void> {
    await session.workbench.quickInput.runCommand('View: Focus Problems');
    await session.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first().waitFor();
  }

  it('is underlined where it has an error', async () => {
    await openSettings(profile('{ "operation": "blur", "sigma": 4000 }'));
    await session.page.locator('.monaco-editor .squiggly-warning').first().waitFor();
    await problems('above the maximum of 1000');
  });

  it('has completions while it is typed', async () => {
    await openSettings(profile('{ "operation": "resize", "long }'));
    const line = session.page.locator('.monaco-editor .view-line', { hasText: '"long' }).first();
    await line.click();
    await session.page.keyboard.press('Home');
    for (let step = 0; step < '{ "operation": "resize", "long'.length; step += 1) await session.page.keyboard.press('ArrowRight');
    await session.page.keyboard.press('Control+Space');
    await session.page.locator('.suggest-widget .monaco-list-row', { hasText: 'longEdge' }).first().waitFor();
    const rows = await session.page.locator('.suggest-widget .monaco-list-row').allInnerTexts();
    assert.ok(
      rows.some((row) => row.includes('longEdge')),
      rows.join(', '),
    );
    await session.page.keyboard.press('Escape');
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { openWorkbench } from '../../host/openWorkbench';
import { projectRoot } from '../../host/paths';
import { startServer } from '../../host/server';
import { makeTemporaryFolder } from '../../host/temporaryFolder';
import type { Workbench } from '../../host/workbench';
import { compare } from '../report';
import { inTurns } from '../rounds';
import type { Part } from './part';

/** How soon the extension starts, and how soon it has written something, in a real workbench. It must be installed for the tests (`npm test`). */

const limitMs = 60_000;

/** Waits for a file, looking a thousand times a second. */
async function waitForFile(path: string): Promise<void> {
  const latest = performance.now() + limitMs;
  while (!existsSync(path)) {
    if (performance.now() > latest) throw new Error(`${path} was not written`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Resizes the image by its context menu. Returns the seconds from the last answer to the first output. */
async function resizeByMenu(workbench: Workbench, folder: string, output: string): Promise<number> {
  await workbench.chooseForFiles(['photo.jpg'], 'Resize Images...');
  await workbench.quickInput.pick('Thumbnail 300');
  await workbench.quickInput.row('Beside the originals').waitFor();
  const started = performance.now();
  await workbench.quickInput.pick('Beside the originals');
  await waitForFile(join(folder, output));
  return (performance.now() - started) / 1000;
}

/** The seconds that the extension took to be activated, as VS Code has measured it. */
async function activation(workbench: Workbench): Promise<number> {
  // The list shows the slowest extensions first, and only those in view exist in the page.
  await workbench.page.setViewportSize({ width: 1200, height: 4000 });
  await workbench.quickInput.runCommand('Developer: Show Running Extensions');
  const row = workbench.page.locator('.runtime-extensions-editor .extension', { hasText: 'Assetmill' });
  const [, ms] = /Activation:\s*(\d+)\s*ms/.exec((await row.first().textContent()) ?? '') ?? [];
  return Number(ms) / 1000;
}

export const workbench: Part = async ({ rounds }) => {
  const folder = makeTemporaryFolder('bench');
  const photo = sharp({
    create: { width: 1600, height: 1200, channels: 3, background: 'teal', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  });
  await photo.jpeg().toFile(join(folder, 'photo.jpg'));
  const server = await startServer({ extensionsFolder: makeTemporaryFolder('extensions') });
  const open = await openWorkbench(server, { workspace: folder, extensions: [projectRoot] });
  try {
    await open.workbench.explorer.waitForRows();
    const first = await resizeByMenu(open.workbench, folder, 'photo-300.jpg');
    let runs = 1;
    const once = (name: string, seconds: () => Promise<number>) => ({ name, files: 1, run: async () => ({ seconds: await seconds() }) });
    const again = () => {
      runs += 1;
      return resizeByMenu(open.workbench, folder, `photo-300-${runs}.jpg`);
    };
    const outputs = await inTurns(
      [
        once('from the last answer to the first output, first time', async () => first),
        once('from the last answer to the first output, warm', again),
      ],
      rounds,
    );
    const activated = await activation(open.workbench);
    return [compare('In the workbench', [...outputs, ...(await inTurns([once('activation', async () => activated)], rounds))])];
  } finally {
    await open.browser.close();
    await server.stop();
  }
};

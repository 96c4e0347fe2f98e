import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Camera, type Frame } from './camera';
import { onStage } from './onStage';
import { saveFilm } from './saveFilm';
import type { Scene } from './scene';
import type { Stage } from './stage';

/** The moving image of README.md: from a right-click to the result. */

const folders = ['photos/alps', 'photos/coast'] as const;

/** As many photos as make the run long enough to be seen. */
async function addPhotos(workspace: string): Promise<void> {
  for (const folder of folders) {
    const names = await readdir(join(workspace, folder));
    const copies = Array.from({ length: 90 }, (_, index) => [names[index % names.length] as string, `dsc-${1200 + index}.jpg`] as const);
    for (const [name, copy] of copies) await copyFile(join(workspace, folder, name), join(workspace, folder, copy));
  }
}

export const heroScene = {
  name: 'hero',
  viewport: [960, 600],
  // Legible where the page shows it smaller, and on screens with small pixels.
  scale: 1.5,
  fill: addPhotos,
} as const satisfies Omit<Scene, 'act'>;

/** Most bytes of a film. */
const maxBytes = 1_000_000;

/** Where the pointer goes in a row of a list, in pixels. */
const inRow = { x: 90, y: 11 };

async function waitUntilReady({ page, workbench }: Stage): Promise<void> {
  await workbench.explorer.expand('photos');
  await workbench.explorer.row(folders[0]).waitFor();
  // Until then the menu lacks what the extension adds to it.
  await page.locator('.activitybar').getByRole('tab', { name: 'Assetmill' }).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(3000); // the status bar says a moment later that extensions are activated
  await page.getByText('Activating Extensions').waitFor({ state: 'hidden', timeout: 60_000 });
}

async function selectFolders(camera: Camera, { page, workbench }: Stage): Promise<void> {
  await camera.hold(500);
  await page.keyboard.down('Control');
  for (const folder of folders) {
    await camera.moveTo(workbench.explorer.row(folder), inRow);
    await camera.click();
    await camera.hold(150);
  }
  await page.keyboard.up('Control');
  await camera.hold(300);
}

async function chooseResize(camera: Camera, { page, workbench }: Stage): Promise<void> {
  await camera.click('right');
  const item = workbench.menu.item('Resize Images...');
  await item.waitFor();
  await page.waitForTimeout(300);
  await camera.hold(350);
  await camera.moveTo(item, { x: 70, y: 11 });
  await camera.hold(350);
  await camera.click();
}

async function answerQuestions(camera: Camera, { page, workbench }: Stage): Promise<void> {
  for (const answer of ['Small 640', 'Beside the originals']) {
    const choice = workbench.quickInput.row(answer).first();
    await choice.waitFor();
    await page.waitForTimeout(300);
    await camera.hold(300);
    await camera.moveTo(choice, inRow);
    await camera.hold(450);
    await camera.click();
  }
}

/** The progress, and the result. */
async function watchRun(camera: Camera, stage: Stage): Promise<void> {
  const button = (name: string | RegExp) => stage.panel.getByRole('button', { name, exact: true }).first();
  await button(/^(Pause|Undo)$/).waitFor({ timeout: 60_000 });
  await camera.follow(stage.shows(/files? done in/), 1800, 24);
  await stage.showsImages(6, '.row img');
  await stage.page.waitForTimeout(500);
  await camera.hold(500);
  await camera.moveTo(button('Undo'), { x: 20, y: 14 });
  await camera.hold(1800);
}

async function resizePhotos(stage: Stage): Promise<readonly Frame[]> {
  const camera = new Camera(stage);
  await waitUntilReady(stage);
  for (const part of [selectFolders, chooseResize, answerQuestions, watchRun]) await part(camera, stage);
  return camera.frames;
}

/** Plays the film in a window of its own for each theme. @param openWorkspace makes the folder that it opens */
export async function makeHero(openWorkspace: () => Promise<string>): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await onStage(await openWorkspace(), heroScene, async (stage) => {
      await stage.useTheme(theme);
      await saveFilm(`${heroScene.name}-${theme}`, await resizePhotos(stage), maxBytes);
    });
  }
}

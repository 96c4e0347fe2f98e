import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { lfsPointer } from '../sample/texts';
import type { Scene, SceneSet } from './scene';
import type { Stage } from './stage';

/** Wide enough for the Explorer at first; alone, the panel has about 800 pixels. */
const viewport = [860, 600] as const;
const panelOnly = { viewport, part: (stage: Stage) => stage.panelArea };
const oneWorker = { 'assetmill.workers': 1 };

async function write(file: string, contents: string | Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, contents);
}

/** What a clone without Git LFS looks like: one photo, and 60 files that are none. */
async function addPointers(folder: string): Promise<void> {
  const name = (index: number) => join(folder, `assets/texture-${String(index).padStart(2, '0')}.png`);
  for (let index = 1; index <= 60; index += 1) await write(name(index), index % 6 === 0 ? '' : lfsPointer);
  await copyFile(join(folder, 'photos/coast/headland.jpg'), join(folder, 'assets/cover.jpg'));
}

async function failAlmostAll(stage: Stage): Promise<void> {
  await stage.choose(['assets'], 'Resize Images...', 'Small 640', 'Beside the originals');
  await stage.shows(/1 of 61 files/);
  await stage.closeSideBar();
}

async function cancelHalfway(stage: Stage): Promise<void> {
  await stage.choose(['photos'], 'Convert Images...', /^WebP/, /^Automatic/, 'Beside the originals');
  await stage.panel.getByRole('row', { name: /Done/ }).nth(3).waitFor({ timeout: 120_000 });
  await stage.press('Cancel');
  await stage.shows(/^Canceled[:.]/);
  await stage.closeSideBar();
}

/** Photos that are smaller than all of their outputs together. */
async function addCovers(folder: string): Promise<void> {
  await mkdir(join(folder, 'covers'));
  for (const name of ['headland', 'last-light', 'quiet-bay', 'red-cliffs']) {
    await sharp(join(folder, `photos/coast/${name}.jpg`))
      .resize(1000)
      .jpeg({ quality: 70 })
      .toFile(join(folder, `covers/${name}.jpg`));
  }
}

async function makeSets(stage: Stage): Promise<void> {
  await stage.choose(['covers'], 'Make Responsive Set...');
  await stage.workbench.quickInput.answer('300, 600, 900');
  await stage.workbench.quickInput.row('AVIF').waitFor();
  await stage.page.keyboard.press('Enter');
  await stage.workbench.quickInput.pick('Into a folder...');
  await stage.workbench.quickInput.answer('public/images');
  await stage.shows(/files? done in/);
  await stage.closeSideBar();
  await stage.press(/^9 outputs/);
}

/** Names that are long, that differ at their ends only, and that are written from right to left. */
const longNames = [
  'IMG_20260714_183012_panorama_edited_final_version_2.jpg',
  'IMG_20260714_183012_panorama_edited_final_version_3.jpg',
  'تقرير الصور 2026 (نسخة).jpg',
  'תמונות מהטיול 14.07.jpg',
  'product-shot-aluminium-water-bottle-750ml-front-left.jpg',
];

async function addLongNames(folder: string): Promise<void> {
  const images = join(folder, 'catalog/2026/summer collection/outdoor equipment');
  await mkdir(images, { recursive: true });
  const image = await sharp(join(folder, 'photos/coast/last-light.jpg')).resize(1200).jpeg().toBuffer();
  for (const name of longNames) await writeFile(join(images, name), image);
}

async function resizeLongNames(stage: Stage): Promise<void> {
  await stage.resizeInto('public/assets/images/catalog/resized', 'Small 640', ['catalog']);
  await stage.shows(/files? done in/);
  await stage.closeSideBar();
}

/** The narrowest panel, in high contrast, with a filter that is pressed. */
async function narrowInContrast(stage: Stage): Promise<void> {
  await failAlmostAll(stage);
  await stage.page.setViewportSize({ width: 288, height: 800 });
  await stage.press(/^Failed/);
  await stage.page.mouse.move(0, 0);
}

/** A question in a dialog, before anything is written. */
async function waitForAnswer(stage: Stage): Promise<void> {
  await stage.resizeInto('/srv/shared/images', 'Small 640', ['photos/alps']);
  await stage.workbench.dialog.waitFor();
}

async function undoMove(stage: Stage): Promise<void> {
  await stage.choose(['photos'], 'Find Duplicates...', 'Same bytes');
  await stage.shows(/1 group with 2 files/);
  await stage.press(/^Move 1 File to Trash/);
  await stage.workbench.dialog.getByRole('button', { name: 'Move to Trash', exact: true }).click();
  await stage.workbench.pressInDialog("Move to Assetmill's Storage");
  await stage.shows(/Moved to Assetmill's storage: 1 file/);
  await stage.press('Undo');
  await stage.shows('The files were moved back.');
  await stage.tidy();
  await stage.closeSideBar();
  await stage.page.setViewportSize({ width: viewport[0], height: 320 });
}

async function openRowMenu(stage: Stage): Promise<void> {
  await stage.choose(['photos/alps'], 'Resize Images...', 'Small 640', 'Beside the originals');
  await stage.shows(/files? done in/);
  await stage.closeSideBar();
  await stage.panel.getByRole('row', { name: /above-the-hut/ }).click({ button: 'right' });
  await stage.page.locator('.monaco-menu').first().waitFor();
}

async function offerFolders(stage: Stage): Promise<void> {
  await stage.resizeInto('/srv/shared/images', 'Small 640', ['photos/alps']);
  await stage.workbench.pressInDialog('Cancel');
  await stage.choose(['photos/alps'], 'Resize Images...', 'Small 640');
  await stage.workbench.quickInput.row('Beside the originals').waitFor();
}

const scenes: readonly Scene[] = [
  { name: 'findings/failures', ...panelOnly, fill: addPointers, act: failAlmostAll },
  { name: 'findings/canceled', ...panelOnly, settings: oneWorker, act: cancelHalfway },
  { name: 'findings/sets', ...panelOnly, fill: addCovers, act: makeSets },
  { name: 'findings/names', ...panelOnly, fill: addLongNames, act: resizeLongNames },
  {
    name: 'findings/contrast',
    ...panelOnly,
    settings: { 'workbench.preferredLightColorTheme': 'Default High Contrast Light' },
    fill: addPointers,
    act: narrowInContrast,
  },
  { name: 'findings/waiting', viewport, act: waitForAnswer },
  {
    name: 'findings/undone-move',
    ...panelOnly,
    fill: (folder) => copyFile(join(folder, 'photos/alps/first-snow.jpg'), join(folder, 'photos/first-snow copy.jpg')),
    act: undoMove,
  },
  { name: 'findings/row-menu', ...panelOnly, viewport: [860, 740], act: openRowMenu },
  { name: 'findings/folder', viewport, act: offerFolders },
];

/** What docs/panel-findings.md shows as it is today. */
export const findings: SceneSet = { folder: 'docs/images', scenes, themes: ['light'], maxBytes: 60_000 };

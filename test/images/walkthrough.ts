import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shown } from '../host/visibility';
import type { Scene, SceneSet } from './scene';
import type { Stage } from './stage';

/** Small, since a step of the walkthrough shows its image in about 600 pixels. */
const viewport = [620, 480] as const;
/** Views are tall enough for what they list, and wide enough for its descriptions. */
const ofViews = { viewport: [1000, 800], sideBarWidth: 470 } as const;
const panelArea = (stage: Stage) => stage.panelArea;

const fewFiles = {
  'files.exclude': { '.vscode': true, '.gitignore': true, build: true, inbox: true, animations: true, brand: true, 'README.md': true },
};

async function openMenu(stage: Stage): Promise<void> {
  const { explorer, menu } = stage.workbench;
  const item = menu.item('Resize Images...');
  // A menu that is opened early lacks what the extension adds to it.
  for (let tries = 0; tries < 20 && !(await shown(item, 1000)); tries += 1) {
    await menu.close();
    // Beside the name of the folder, so that the menu does not hide it.
    await explorer.row('photos').click({ button: 'right', position: { x: 110, y: 11 } });
  }
  await item.hover();
}

async function previewPlan(stage: Stage): Promise<void> {
  await stage.choose(['photos'], 'Preview Plan...', 'Small 640', 'Beside the originals');
  await stage.shows(/Estimate from/);
  await stage.closeSideBar();
  await stage.tidy();
  await stage.showsImages(5, '.row img');
}

async function showProfiles(stage: Stage): Promise<void> {
  await stage.side.open();
  await stage.widenSideBar(ofViews.sideBarWidth);
  await stage.side.row('Profiles', 'Examples').click();
  await stage.side.row('Profiles', 'favicon').waitFor();
  await stage.side.row('Profiles', 'web').first().hover();
}

async function showHistory(stage: Stage): Promise<void> {
  const runs = [
    ['icons', 'Thumbnail 300', 'Resize to 300 px'],
    ['photos/alps', 'Large 1920', 'Resize to 1920 px'],
    ['photos/coast', 'Medium 1280', 'Resize to 1280 px'],
  ] as const;
  for (const [folder, size, title] of runs) {
    await stage.choose([folder], 'Resize Images...', size, 'Beside the originals');
    await stage.shows(title);
    await stage.shows(/files? done in/);
  }
  await stage.side.open();
  await stage.widenSideBar(ofViews.sideBarWidth);
  await stage.tidy();
  await stage.side.row('History', '1280').hover();
}

/** A photo that was cut off, and one whose name says another format. */
async function addBadPhotos(folder: string): Promise<void> {
  await mkdir(join(folder, 'new'));
  const photo = (path: string) => join(folder, 'photos', path);
  const whole = await readFile(photo('coast/low-tide.jpg'));
  await writeFile(join(folder, 'new/low-tide.jpg'), whole.subarray(0, whole.length / 2));
  await copyFile(photo('coast.webp'), join(folder, 'new/coast.jpg'));
  for (const name of ['headland', 'last-light', 'quiet-bay']) await copyFile(photo(`coast/${name}.jpg`), join(folder, `new/${name}.jpg`));
}

async function checkPhotos(stage: Stage): Promise<void> {
  await stage.choose(['new'], 'Check Images');
  await stage.shows(/low-tide/);
  await stage.closeSideBar();
  await stage.tidy();
}

const scenes: readonly Scene[] = [
  { name: 'walkthrough/start', viewport, settings: fewFiles, act: openMenu },
  { name: 'walkthrough/plan', viewport, part: panelArea, act: previewPlan },
  { name: 'walkthrough/profile', viewport: ofViews.viewport, part: (stage) => stage.side.pane('Profiles'), act: showProfiles },
  { name: 'walkthrough/undo', viewport: ofViews.viewport, part: (stage) => stage.side.pane('History'), act: showHistory },
  { name: 'walkthrough/inspect', viewport, part: panelArea, fill: addBadPhotos, act: checkPhotos },
];

/** What the steps of the walkthrough show. They ship with the extension. */
export const walkthrough: SceneSet = { folder: 'media', scenes, themes: ['light', 'dark'], maxBytes: 30_000 };

import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { projectRoot } from '../host/paths';
import { makeTemporaryFolder } from '../host/temporaryFolder';
import { findings } from './findings';
import { makeOperationPictures } from './operations/makePictures';
import { makePhotoWorkspace } from './photoWorkspace';
import { saveImage } from './saveImage';
import type { Scene, SceneSet } from './scene';
import { Stage } from './stage';
import { tour } from './tour';

/** Copies the workspace for a scene. Its folder's name is to be seen. */
async function workspaceOf({ fill }: Scene, template: string): Promise<string> {
  const folder = join(makeTemporaryFolder('images'), 'travel-blog');
  await cp(template, folder, { recursive: true });
  await fill?.(folder);
  return folder;
}

async function takeImages(stage: Stage, { name, part }: Scene, { themes, maxBytes }: SceneSet): Promise<void> {
  for (const theme of themes) {
    await stage.useTheme(theme);
    const png = await (part?.(stage) ?? stage.page).screenshot();
    const file = themes.length > 1 ? `${name}-${theme}.webp` : `${name}.webp`;
    await saveImage(join(projectRoot, 'docs/images', file), png, maxBytes);
  }
}

async function play(scene: Scene, set: SceneSet, template: string): Promise<void> {
  const stage = await Stage.start(await workspaceOf(scene, template), scene);
  try {
    await scene.act(stage);
    await takeImages(stage, scene, set);
  } catch (error) {
    const file = join(projectRoot, 'out/failures', `${scene.name.replace('/', '-')}.png`);
    await mkdir(dirname(file), { recursive: true });
    await stage.workbench.screenshot(file);
    console.error(`${scene.name}: ${(error as Error).message}\n  window: ${file}`);
    process.exitCode = 1;
  } finally {
    await stage.close();
  }
}

/** Makes the images in `docs/images`, most of them in a real workbench: all, or those whose names begin as an argument says. */
async function main(): Promise<void> {
  const wanted = argv.slice(2);
  const isWanted = (name: string) => wanted.length === 0 || wanted.some((start) => name.startsWith(start));
  await makeOperationPictures(isWanted);
  const template = makeTemporaryFolder('photos');
  await makePhotoWorkspace(template);
  for (const set of [tour, findings]) {
    for (const scene of set.scenes) {
      if (isWanted(scene.name)) await play(scene, set, template);
    }
  }
}

main().then(
  () => process.exit(),
  (error: Error) => {
    console.error(`images: ${error.message}`);
    process.exit(1);
  },
);

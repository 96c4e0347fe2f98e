import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { projectRoot } from '../host/paths';
import { makeTemporaryFolder } from '../host/temporaryFolder';
import { findings } from './findings';
import { heroScene, makeHero } from './hero';
import { onStage } from './onStage';
import { makeOperationPictures } from './operations/makePictures';
import { makePhotoWorkspace } from './photoWorkspace';
import { saveImage } from './saveImage';
import type { Scene, SceneSet } from './scene';
import type { Stage } from './stage';
import { tour } from './tour';
import { walkthrough } from './walkthrough';

/** Copies the workspace for a scene. Its folder's name is to be seen. */
async function workspaceOf({ fill }: Pick<Scene, 'fill'>, template: string): Promise<string> {
  const folder = join(makeTemporaryFolder('images'), 'travel-blog');
  await cp(template, folder, { recursive: true });
  await fill?.(folder);
  return folder;
}

async function takeImages(stage: Stage, { name, part }: Scene, { folder, themes, maxBytes }: SceneSet): Promise<void> {
  for (const theme of themes) {
    await stage.useTheme(theme);
    const png = await (part?.(stage) ?? stage.page).screenshot();
    const file = themes.length > 1 ? `${name}-${theme}.webp` : `${name}.webp`;
    await saveImage(join(projectRoot, folder, file), png, maxBytes);
  }
}

async function play(scene: Scene, set: SceneSet, template: string): Promise<void> {
  await onStage(await workspaceOf(scene, template), scene, async (stage) => {
    await scene.act(stage);
    await takeImages(stage, scene, set);
  });
}

/** Makes the images of the documents and of the walkthrough, most of them in a real workbench: all, or those whose names begin as an argument says. */
async function main(): Promise<void> {
  const wanted = argv.slice(2);
  const isWanted = (name: string) => wanted.length === 0 || wanted.some((start) => name.startsWith(start));
  await makeOperationPictures(isWanted);
  const template = makeTemporaryFolder('photos');
  await makePhotoWorkspace(template);
  if (isWanted(heroScene.name)) await makeHero(() => workspaceOf(heroScene, template));
  for (const set of [walkthrough, tour, findings]) {
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

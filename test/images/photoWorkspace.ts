import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { paintLandscape, type Scene } from '../sample/landscape';
import { makeSampleWorkspace } from '../sample/sampleWorkspace';
import { scenes } from '../sample/scenes';

/** Photos beside those of the sample workspace: a landscape painted again with another seed, and its width in pixels. */
const photos = {
  'photos/alps/first-snow.jpg': [scenes.mountainLake, 117, 2400],
  'photos/alps/still-water.jpg': [scenes.mountainLake, 217, 3000],
  'photos/alps/north-face.jpg': [scenes.mountainLake, 317, 2400],
  'photos/alps/above-the-hut.jpg': [scenes.night, 467, 2400],
  'photos/alps/morning-haze.jpg': [scenes.forest, 141, 1600],
  'photos/alps/valley-view.jpg': [scenes.hills, 183, 2100],
  'photos/coast/low-tide.jpg': [scenes.coast, 153, 2400],
  'photos/coast/quiet-bay.jpg': [scenes.coast, 253, 2800],
  'photos/coast/headland.jpg': [scenes.coast, 353, 2400],
  'photos/coast/last-light.jpg': [scenes.dunes, 129, 2400],
  'photos/coast/red-cliffs.jpg': [scenes.dunes, 329, 2700],
  'photos/coast/stars-at-sea.jpg': [scenes.night, 167, 1920],
} as const satisfies Record<string, readonly [scene: Scene, seed: number, width: number]>;

/** Fills a folder with the sample workspace and more photos, enough for a long table and a gallery. */
export async function makePhotoWorkspace(folder: string): Promise<void> {
  await makeSampleWorkspace(folder);
  for (const [path, [scene, seed, width]] of Object.entries(photos)) {
    const height = Math.round((width * scene.height) / scene.width);
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    const image = await paintLandscape({ ...scene, seed, width, height });
    await writeFile(file, await image.jpeg({ quality: 92 }).toBuffer());
  }
}

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { drawIcon, drawScreenshot, iconNames, logoSvg } from '../sample/graphics';
import { drawLandscape, paintLandscape } from '../sample/landscape';
import { scenes } from '../sample/scenes';

/** Photos and drawings for measuring what encoders lose: PNGs without transparency, so that every format can hold them. */

/** Parts of each landscape, with its grain: shrunk, from the middle, and small. */
const cuts: readonly ((image: Sharp) => Sharp)[] = [
  (image) => image.resize(800, 800, { fit: 'inside' }),
  (image) => image.resize(1600, 1600, { fit: 'inside' }).extract({ left: 300, top: 300, width: 600, height: 400 }),
  (image) => image.resize(400, 400, { fit: 'inside' }),
];

const docs = join(__dirname, '..', '..', '..', 'docs', 'images');

async function* landscapes(): AsyncGenerator<readonly [string, Sharp]> {
  for (const [name, scene] of Object.entries(scenes)) {
    const painted = await (await paintLandscape(scene)).png().toBuffer();
    for (const [index, cut] of cuts.entries()) yield [`${name}-${index}`, cut(sharp(painted))];
  }
}

async function* drawings(): AsyncGenerator<readonly [string, Sharp]> {
  for (const name of iconNames) yield [name, drawIcon(name)];
  for (const [name, scene] of Object.entries(scenes))
    yield [`flat-${name}`, sharp(await drawLandscape(scene).resize(800).png().toBuffer())];
  yield ['screenshot', drawScreenshot()];
  yield ['logo', sharp(Buffer.from(logoSvg), { density: 300 })];
  for (const name of (await readdir(docs)).filter((each) => each.endsWith('-light.webp')).sort())
    yield [parse(name).name, sharp(join(docs, name)).resize(800)];
}

/** The still images below a folder that sharp can read, with at most 800 px. */
async function* imagesIn(folder: string): AsyncGenerator<readonly [string, Sharp]> {
  for (const entry of (await readdir(folder, { recursive: true, withFileTypes: true })).sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(entry.parentPath, entry.name);
    const metadata = entry.isFile()
      ? await sharp(path)
          .metadata()
          .catch(() => undefined)
      : undefined;
    if (!metadata || metadata.format === 'svg' || metadata.width < 200 || metadata.height < 200) continue;
    const image = sharp(path).autoOrient().resize(800, 800, { fit: 'inside', withoutEnlargement: true });
    // What is broken, or one color, tells nothing.
    const entropy = await image
      .clone()
      .png()
      .toBuffer()
      .then((png) => sharp(png).stats())
      .then(
        ({ entropy }) => entropy,
        () => 0,
      );
    if (entropy > 4) yield [parse(entry.name).name, image];
  }
}

/** A folder of images, and how many. */
export interface Samples {
  readonly title: string;
  readonly folder: string;
  readonly files: readonly string[];
}

async function written(title: string, folder: string, images: AsyncIterable<readonly [string, Sharp]>, most: number): Promise<Samples> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for await (const [name, image] of images) {
    if (files.length === most) break;
    const file = join(folder, `${name}.png`);
    if (files.includes(file)) continue;
    await writeFile(file, await image.flatten({ background: '#fff' }).toColorspace('srgb').png().toBuffer());
    files.push(file);
  }
  return { title: `${files.length} ${title}`, folder, files };
}

/** Makes the images below a folder. @param corpus folder of further images */
export async function makeSamples(folder: string, corpus: string | undefined): Promise<Samples[]> {
  const made = [
    await written('painted photos', join(folder, 'photos'), landscapes(), 20),
    await written('drawings and screenshots', join(folder, 'drawings'), drawings(), 20),
  ];
  return corpus === undefined ? made : [...made, await written('images of the corpus', join(folder, 'corpus'), imagesIn(corpus), 40)];
}

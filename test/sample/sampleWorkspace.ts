import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Exif, Sharp } from 'sharp';
import { moonWebp, sunriseGif } from './animations';
import { drawIcon, drawScreenshot, iconNames, logoSvg } from './graphics';
import { paintLandscape } from './landscape';
import { scenes } from './scenes';
import { gitignore, lfsPointer, readme, settings } from './texts';

type Contents = string | Buffer;

// Degrees, minutes and seconds as fractions (EXIF 2.32, GPS attribute information).
const taken: Exif = {
  IFD0: { Make: 'Assetmill', Model: 'Sample', Artist: 'Assetmill', Copyright: 'CC0' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '46/1 33/1 2700/100', GPSLongitudeRef: 'E', GPSLongitude: '8/1 1/1 5160/100' },
};

function jpeg(image: Sharp): Promise<Buffer> {
  return image.jpeg({ quality: 88, mozjpeg: false }).toBuffer();
}

/** Stored sideways, as by a camera held upright; the EXIF orientation says how to rotate it. */
function lying(image: Sharp): Promise<Buffer> {
  return jpeg(image.rotate(-90).withMetadata({ orientation: 6 }));
}

async function photos(): Promise<Record<string, Contents>> {
  const [lake, dunes, forest, coast, night, hills] = await Promise.all([
    paintLandscape(scenes.mountainLake).then((image) => jpeg(image.withExif(taken))),
    paintLandscape(scenes.dunes).then(jpeg),
    paintLandscape(scenes.forest).then(lying),
    paintLandscape(scenes.coast).then((image) => image.webp({ quality: 90, effort: 2 }).toBuffer()),
    paintLandscape(scenes.night).then((image) => image.avif({ quality: 60, effort: 1 }).toBuffer()),
    paintLandscape(scenes.hills).then((image) => image.tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer()),
  ]);
  return {
    'photos/mountain-lake.jpg': lake,
    'photos/dunes-at-dusk.jpg': dunes,
    'photos/forest-in-mist.jpg': forest,
    'photos/coast.webp': coast,
    'photos/night-sky.avif': night,
    'photos/hills.tiff': hills,
    'inbox/broken.jpg': dunes.subarray(0, dunes.length / 3),
    'inbox/pointer.png': lfsPointer,
  };
}

async function graphics(): Promise<Record<string, Contents>> {
  const icons = iconNames.map(async (name) => [`icons/${name}.png`, await drawIcon(name).png().toBuffer()] as const);
  const screenshot = await drawScreenshot().png().toBuffer();
  return {
    ...Object.fromEntries(await Promise.all(icons)),
    'screenshots/dashboard.png': screenshot,
    'animations/sunrise.gif': await sunriseGif(),
    'animations/moon.webp': await moonWebp(),
    'brand/logo.svg': logoSvg,
    'build/preview.png': screenshot,
  };
}

/**
 * Fills a folder with a small, varied workspace: about 14 images in every format that Assetmill reads, two unreadable files,
 * an ignored folder, and two profiles. The content is the same each time, about 6 MB.
 */
export async function makeSampleWorkspace(folder: string): Promise<void> {
  const texts = { 'README.md': readme, '.gitignore': gitignore, '.vscode/settings.json': settings };
  const [painted, drawn] = await Promise.all([photos(), graphics()]);
  for (const [path, contents] of Object.entries({ ...texts, ...painted, ...drawn })) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
}

import { existsSync } from 'node:fs';
import { link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import sharp from 'sharp';
import { formatCount } from '../../src/shared/values/formatQuantity';
import { makeDecodable } from './decoders/inputs';
import { makeLargeFiles, makeSmallFiles } from './files';
import { makeIcons } from './icons';
import { makePhotos } from './photos';

/** A folder of sources and the box that they are resized to fit. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly folder: string;
  readonly files: number;
  readonly edge: number;
  /** The sources, if they are not the whole folder. */
  readonly paths?: readonly string[];
}

export const cacheFolder = join(env.ASSETMILL_CACHE ?? join(homedir(), '.cache', 'assetmill'), 'bench');
/** Increase when the images are made differently, so that old inputs are not compared with new ones. */
const edition = 1;

async function prepare(name: string, files: number, make: (folder: string, count: number) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder, `${name}-${files}-${edition}`);
  if (existsSync(folder)) return folder;
  console.error(`Making ${files} ${name} in ${folder}, once...`);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await make(unfinished, files);
  await rename(unfinished, folder);
  return folder;
}

/** Photos of 12 megapixels, resized to fit 300 px. */
export async function photos(files = 200): Promise<Workload> {
  const folder = await prepare('photos', files, makePhotos);
  return { name: 'photos', title: `${files} photos of 12 megapixels into 300 px`, folder, files, edge: 300 };
}

/** A photo in each format that libvips does not read. */
export async function decodable(): Promise<Workload> {
  const folder = await prepare('decodable', 1, makeDecodable);
  return { name: 'decodable', title: 'a photo of 12 megapixels in each format', folder, files: 1, edge: 0 };
}

/** The photos at 1800 x 1200 pixels. */
export async function mediumPhotos(count = 100): Promise<Workload> {
  const folder = await prepare('medium-photos', 100, async (into, files) => {
    const { folder: originals } = await photos();
    for (const name of (await readdir(originals)).sort().slice(0, files))
      await sharp(join(originals, name)).resize(1800, 1200).keepMetadata().jpeg({ quality: 92 }).toFile(join(into, name));
  });
  const paths = (await readdir(folder)).sort().slice(0, count);
  const title = `${count} photos of 1800 x 1200`;
  return { name: 'medium-photos', title, folder, files: count, edge: 0, paths: paths.map((name) => join(folder, name)) };
}

/** Five hard links to each photo. */
export async function manyPhotos(): Promise<Workload> {
  const { folder: originals, ...rest } = await photos();
  const names = await readdir(originals);
  const folder = await prepare('photos', names.length * 5, async (into, count) => {
    for (let index = 0; index < count; index += 1) {
      const name = names[index % names.length] as string;
      await link(join(originals, name), join(into, `${index}-${name}`));
    }
  });
  const files = names.length * 5;
  return { ...rest, title: `${formatCount(files)} photos of 12 megapixels into 300 px`, folder, files };
}

/** Icons of 96 px, resized to fit 48 px. */
export async function icons(files = 5000): Promise<Workload> {
  const folder = await prepare('icons', files, makeIcons);
  return { name: 'icons', title: `${formatCount(files)} icons of 96 px into 48 px`, folder, files, edge: 48 };
}

/** Twenty hard links to each icon, 200 in a folder. */
export async function manyIcons(): Promise<Workload> {
  const { folder: originals, ...rest } = await icons();
  const names = await readdir(originals);
  const files = names.length * 20;
  const folder = await prepare('icons', files, async (into, count) => {
    for (let index = 0; index < count; index += 1) {
      const name = names[index % names.length] as string;
      const inner = join(into, `folder-${Math.floor(index / 200)}`);
      if (index % 200 === 0) await mkdir(inner);
      await link(join(originals, name), join(inner, `${index}-${name}`));
    }
  });
  return { ...rest, title: `${formatCount(files)} icons of 96 px`, folder, files };
}

/** Random files: how many, and the bytes of each. */
export async function noise(files: number, bytes: number, title: string): Promise<Workload> {
  const name = `noise-${bytes}`;
  const make = bytes > 1_000_000 ? makeLargeFiles : makeSmallFiles;
  const folder = await prepare(name, files, (into, count) => make(into, count, bytes));
  return { name, title, folder, files, edge: 0 };
}

/** Small files, some of which are copies of others. */
export async function copies(files: number, bytes: number, distinct: number, title: string): Promise<Workload> {
  const folder = await prepare(`copies-${bytes}`, files, (into, count) => makeSmallFiles(into, count, bytes, distinct));
  return { name: 'copies', title, folder, files, edge: 0 };
}

/** Some of the photos, for tasks that take seconds each. */
export async function fewPhotos(title: string, count: number, of?: number): Promise<Workload> {
  const all = await photos(of);
  const names = (await readdir(all.folder)).sort().slice(0, count);
  return { ...all, title: `${title} of ${count} photos`, files: count, paths: names.map((name) => join(all.folder, name)) };
}

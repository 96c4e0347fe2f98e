import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { argv, execPath } from 'node:process';
import sharp from 'sharp';
import { defaultIntensity, filterNames } from '../../src/shared/recipe/filterChoices';
import { makeSampleWorkspace } from './sampleWorkspace';

/** Draws a sheet with every filter applied to one photo: `npm run filters -- [PHOTO] [SHEET]`. */

const cell = { width: 320, height: 214, label: 26 };
const columns = 4;

async function samplePhoto(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'assetmill-filters-'));
  await makeSampleWorkspace(folder);
  return join(folder, 'photos', 'mountain-lake.jpg');
}

/** Filters a small copy of the photo with the command line. */
function filtered(photo: string, out: string, filter: string): string {
  const { status, stderr } = spawnSync(
    execPath,
    [join(__dirname, '../../../dist/cli.cjs'), 'filter', filter, '--format', 'png', '--out', join(out, filter), photo],
    {
      encoding: 'utf8',
      env: { ...process.env, ASSETMILL_STORE: join(out, 'runs') },
    },
  );
  if (status !== 0) throw new Error(`${filter}: ${stderr}`);
  return join(out, filter, `${basename(photo, '.png')}.png`);
}

async function cellOf(path: string, label: string): Promise<Buffer> {
  const { width, height, label: room } = cell;
  const text = Buffer.from(
    `<svg width="${width}" height="${room}"><text x="6" y="18" font-family="sans-serif" font-size="16">${label}</text></svg>`,
  );
  const image = await sharp(path).flatten({ background: '#fff' }).toColorspace('srgb').resize(width, height, { fit: 'cover' }).toBuffer();
  return sharp({ create: { width, height: height + room, channels: 3, background: '#fff' } })
    .composite([
      { input: image, left: 0, top: room },
      { input: text, left: 0, top: 0 },
    ])
    .png()
    .toBuffer();
}

async function main(): Promise<void> {
  const [photo, sheet = 'out/filters.png'] = argv.slice(2);
  const out = mkdtempSync(join(tmpdir(), 'assetmill-filters-'));
  const small = join(out, 'photo.png');
  await sharp(photo ?? (await samplePhoto()))
    .autoOrient()
    .resize(640)
    .png()
    .toFile(small);
  const cells = [await cellOf(small, 'original')];
  for (const filter of filterNames) cells.push(await cellOf(filtered(small, out, filter), `${filter} ${defaultIntensity(filter)}`));
  const target = resolve(sheet);
  mkdirSync(resolve(target, '..'), { recursive: true });
  await sharp(cells, { join: { across: columns, shim: 6, background: '#fff' } })
    .png()
    .toFile(target);
  console.log(`Filters: ${target}`);
}

void main();

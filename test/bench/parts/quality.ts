import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { structuralSimilarity } from '../../../src/engine/similarity/structuralSimilarity';
import { comparedImage, type DecodedImage, visualSimilarity } from '../../../src/engine/similarity/visualSimilarity';
import { defaultSimilarity } from '../../../src/shared/values/automaticQuality';
import { cli, out, store } from '../contestants';
import { fixed, table } from '../report';
import { median } from '../rounds';
import { makeSamples, type Samples } from '../samples';
import { cacheFolder } from '../workloads';
import type { Part } from './part';

/**
 * What an automatic quality makes of photos and drawings, against the default quality of each format and against the one quality for
 * all that is needed so that none of them looks worse. Bytes and similarities do not depend on the machine.
 */

/** AVIF at a low effort: its encoder takes most of the time. */
const formats = [
  ['jpeg', 'jpg', 80, []],
  ['webp', 'webp', 80, []],
  ['avif', 'avif', 50, ['--set', 'effort=1']],
] as const;
type Format = (typeof formats)[number];

/** A file that was written: its bytes, its quality if it is automatic, and how similar it is. */
interface Encoded {
  readonly bytes: number;
  readonly quality: number;
  readonly similarity: number;
  readonly ssim: number;
}

async function decoded(path: string): Promise<DecodedImage> {
  const { data, info } = await sharp(path).toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** Converts all samples with the command line. @returns the qualities that it chose, by the name of the source */
async function convert({ folder }: Samples, [format, , , options]: Format, quality: string): Promise<ReadonlyMap<string, number>> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const args = [cli, 'convert', '--format', format, '--quality', quality, ...options, '--json', '--force', '--out', out, folder];
  const { stdout } = await promisify(execFile)(execPath, args, { env: { ...process.env, ASSETMILL_STORE: store }, maxBuffer: 2 ** 26 });
  const outcomes = stdout.split('\n').flatMap((line) => (line.startsWith('{"id"') ? [JSON.parse(line)] : []));
  return new Map(
    outcomes.map(({ source, notes = [] }) => [basename(source, '.png'), Number(/^Quality (\d+)/m.exec(notes.join('\n'))?.[1])]),
  );
}

async function encodeAll(samples: Samples, format: Format, quality: string): Promise<Encoded[]> {
  const qualities = await convert(samples, format, quality);
  const [, extension] = format;
  const encoded: Encoded[] = [];
  for (const file of samples.files) {
    const name = basename(file, '.png');
    const path = join(out, `${name}.${extension}`);
    const [before, after] = [comparedImage(await decoded(file), true), comparedImage(await decoded(path), true)];
    encoded.push({
      bytes: statSync(path).size,
      quality: qualities.get(name) ?? Number.NaN,
      similarity: visualSimilarity(before, after),
      ssim: structuralSimilarity(before[0]?.[0] as never, after[0]?.[0] as never),
    });
  }
  return encoded;
}

function row(name: string, encoded: readonly Encoded[], first: readonly Encoded[]): string[] {
  const bytes = (all: readonly Encoded[]) => all.reduce((sum, each) => sum + each.bytes, 0);
  const of = (key: 'similarity' | 'ssim') => encoded.map((each) => each[key]);
  const change = 100 * (bytes(encoded) / bytes(first) - 1);
  return [
    name,
    fixed(bytes(encoded) / 1000, 0),
    encoded === first ? '' : `${change > 0 ? '+' : ''}${fixed(change, 0)}%`,
    fixed(Math.min(...of('similarity')), 3),
    fixed(median(of('similarity')), 3),
    fixed(Math.min(...of('ssim')), 3),
    fixed(median(of('ssim')), 3),
  ];
}

async function rowsOf(samples: Samples, format: Format): Promise<string[][]> {
  const [name, , usual] = format;
  const [fixedDefault, automatic] = [await encodeAll(samples, format, String(usual)), await encodeAll(samples, format, 'auto')];
  const qualities = automatic.map(({ quality }) => quality);
  const [least, most] = [Math.min(...qualities), Math.max(...qualities)];
  const sameForAll = await encodeAll(samples, format, String(most));
  return [
    row(`${name}, quality ${usual}`, fixedDefault, fixedDefault),
    row(`${name}, automatic (${least} to ${most}, median ${median(qualities)})`, automatic, fixedDefault),
    row(`${name}, quality ${most}`, sameForAll, fixedDefault),
  ];
}

export const quality: Part = async ({ corpus }) => {
  // Files of the same name are written again and again.
  sharp.cache(false);
  const folder = join(cacheFolder, `samples-${process.pid}`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const head = ['', 'KB', 'change', 'similarity, least', 'median', 'SSIM, least', 'median'];
  for (const samples of await makeSamples(folder, corpus)) {
    const rows: string[][] = [];
    for (const format of formats) rows.push(...(await rowsOf(samples, format)));
    console.log(`### ${samples.title}, similarity ${defaultSimilarity}\n\n${table(head, rows)}\n`);
  }
  return [];
};

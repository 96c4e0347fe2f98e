import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import type { DecodedFormat } from '../../../src/shared/values/formats';
import { type Contestant, out } from '../contestants';
import { isInstalled } from '../decoders/inputs';
import { measure } from '../measure';
import { type Comparison, compare } from '../report';
import { inTurns } from '../rounds';
import { decodable } from '../workloads';
import type { Part } from './part';

/** How long a photo of 12 megapixels takes to be decoded, here and by the program of the format's library. */

/** The file, and the program that decodes it to uncompressed samples; none for formats that no common one decodes. */
interface Case {
  readonly file: string;
  readonly format: DecodedFormat;
  readonly reference?: readonly [program: string, ...args: readonly string[]];
  /** Ending of the reference's output. */
  readonly to?: string;
}

const djxl = ['djxl', 'in', 'out', '--quiet'] as const;
const openJpeg = ['opj_decompress', '-i', 'in', '-o', 'out'] as const;
const imageMagick = ['convert', 'in', 'out'] as const;

const cases: readonly Case[] = [
  // The only output without compression that it writes: before the conversion to RGB.
  { file: 'photo.heic', format: 'heic', reference: ['heif-convert', 'in', 'out'], to: 'y4m' },
  { file: 'photo.jxl', format: 'jxl', reference: djxl },
  { file: 'lossless.jxl', format: 'jxl', reference: djxl },
  { file: 'photo.jp2', format: 'jp2', reference: openJpeg },
  { file: 'lossless.jp2', format: 'jp2', reference: openJpeg },
  { file: 'photo.bmp', format: 'bmp', reference: imageMagick },
  { file: 'photo.tga', format: 'tga', reference: imageMagick },
  { file: 'photo.psd', format: 'psd', reference: imageMagick },
  { file: 'photo.ppm', format: 'pnm', reference: imageMagick },
  { file: 'photo.qoi', format: 'qoi' },
  { file: 'photo.apng', format: 'apng' },
  { file: 'photo.nef', format: 'raw' },
];

function decoding(name: string, file: string, args: readonly string[]): Contestant {
  return {
    name,
    files: 1,
    async run() {
      rmSync(out, { recursive: true, force: true });
      mkdirSync(out, { recursive: true });
      return (await measure({ file, args })).measured;
    },
  };
}

async function compareCase(folder: string, { file, format, reference, to = 'ppm' }: Case, rounds: number): Promise<Comparison[]> {
  const source = join(folder, file);
  if (!existsSync(source)) return [];
  const own = decoding('Assetmill', execPath, [join(__dirname, 'decoders', 'decode.main.cjs'), format, source, join(out, 'samples')]);
  const [program, ...given] = reference ?? [];
  const paths: Readonly<Record<string, string>> = { in: source, out: join(out, `out.${to}`) };
  const args = given.map((each) => paths[each] ?? each);
  const rivals = program !== undefined && isInstalled(program) ? [decoding(program, program, args)] : [];
  return [compare(`Decoding ${file} of 12 megapixels`, await inTurns([...rivals, own], rounds))];
}

export const decoders: Part = async ({ rounds }) => {
  const { folder } = await decodable();
  const comparisons: Comparison[] = [];
  for (const each of cases) comparisons.push(...(await compareCase(folder, each, rounds)));
  return comparisons;
};

import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { encodeApng } from '../../../src/engine/encoders/apng';
import { encodeQoi } from '../../../src/engine/encoders/qoi';
import { makePhotos } from '../photos';

/** A photo of 12 megapixels in the formats that libvips does not read. Needs ImageMagick and the programs of the codecs. */

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

function runIn(folder: string, program: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr || error?.message}`);
}

/** A raw file as of a camera: a TIFF whose only directory names a JPEG. */
function rawFile(jpeg: Buffer): Buffer {
  const head = Buffer.alloc(38);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(2, 8);
  for (const [index, [tag, value]] of [[513, head.length] as const, [514, jpeg.length] as const].entries()) {
    head.writeUInt16LE(tag, 10 + index * 12);
    head.writeUInt16LE(4, 12 + index * 12);
    head.writeUInt32LE(1, 14 + index * 12);
    head.writeUInt32LE(value, 18 + index * 12);
  }
  return Buffer.concat([head, jpeg]);
}

/** Writes the photo in every format that a program here can make. */
export async function makeDecodable(folder: string): Promise<void> {
  await makePhotos(folder, 1);
  renameSync(join(folder, 'photo-000.jpg'), join(folder, 'photo.jpg'));
  const jpeg = readFileSync(join(folder, 'photo.jpg'));
  const { data, info } = await sharp(jpeg).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const rgb = await sharp(jpeg).raw().toBuffer();
  await sharp(jpeg).png({ compressionLevel: 1 }).toFile(join(folder, 'photo.png'));
  for (const name of ['bmp', 'tga', 'psd', 'ppm']) runIn(folder, 'convert', 'photo.jpg', `photo.${name}`);
  writeFileSync(join(folder, 'photo.qoi'), encodeQoi({ width, height, bits: 8, space: 'rgb', alpha: false, samples: rgb }));
  writeFileSync(join(folder, 'photo.apng'), await encodeApng({ data, width, height, pages: 1, delays: [100], loop: 0 }));
  writeFileSync(join(folder, 'photo.nef'), rawFile(jpeg));
  if (isInstalled('heif-enc')) runIn(folder, 'heif-enc', '-q', '60', '-p', 'preset=fast', 'photo.png', '-o', 'photo.heic');
  if (isInstalled('cjxl')) {
    runIn(folder, 'cjxl', 'photo.png', 'photo.jxl', '-d', '1', '-e', '4');
    runIn(folder, 'cjxl', 'photo.png', 'lossless.jxl', '-d', '0', '-e', '3');
  }
  if (isInstalled('opj_compress')) {
    runIn(folder, 'opj_compress', '-i', 'photo.png', '-o', 'photo.jp2', '-I', '-r', '10');
    runIn(folder, 'opj_compress', '-i', 'photo.png', '-o', 'lossless.jp2');
  }
}

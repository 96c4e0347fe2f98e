import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WrittenOutput } from '../../shared/run/run';
import { spritesFolder } from '../commit/spritesFolder';
import { writeTempConcurrently } from '../fs/tempFile';
import type { RenderedOutput } from '../render/renderedOutput';
import type { OutputJob } from './outputJob';
import type { Settled } from './settledFormat';

/**
 * Keeps an image that is only packed in the folder of the run until the atlas is made. Packing decodes it again, so it is not verified
 * here, and it is no file of the user, so it is not journaled.
 * @param path names the image
 */
export async function writeSprite(
  { task, planned, journal }: Settled<OutputJob>,
  path: string,
  rendered: RenderedOutput,
): Promise<WrittenOutput> {
  const folder = spritesFolder(journal.directory);
  mkdirSync(folder, { recursive: true });
  const file = [task.id, planned.output, ...(planned.frame === undefined ? [] : [planned.frame])].join('-');
  await writeTempConcurrently(join(folder, file), rendered.bytes, 0o600);
  const { bytes, width, height } = rendered;
  return { target: planned.target, bytes: bytes.length, width, height, format: planned.format, sprite: { path, file } };
}

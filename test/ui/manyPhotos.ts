import { copyFile } from 'node:fs/promises';
import { makeImage, type Session } from './session';

/** Has a run over many photos last for some seconds on any number of cores. */
export const oneWorker = { 'assetmill.workers': 1 } as const;

/** Makes the folder `many` of large photos, `p0.jpg` and on. They are copies of one. */
export async function makeManyPhotos(session: Session, count: number): Promise<void> {
  const path = (index: number) => session.path(`many/p${index}.jpg`);
  await makeImage(path(0), 6000, 4000);
  for (let index = 1; index < count; index += 1) await copyFile(path(0), path(index));
}

import { maxBytes, optimize, sets } from './byHand';
import { duplicates, hash } from './files';
import type { Part } from './part';
import { icons, manyPhotos, photos, workers } from './resize';
import { feed, plan } from './scale';
import { small } from './small';

/** The parts of the benchmark by the names that `--only` takes. */
export const parts: Readonly<Record<string, Part>> = {
  photos,
  manyPhotos,
  icons,
  workers,
  sets,
  maxBytes,
  optimize,
  hash,
  duplicates,
  small,
  plan,
  feed,
};

import { lossless, maxBytes, optimize, sets } from './byHand';
import { cluster } from './cluster';
import { decoders } from './decoders';
import { duplicates, hash } from './files';
import { filters } from './filters';
import { flush } from './flush';
import { page } from './page';
import type { Part } from './part';
import { quality } from './quality';
import { rowQueries } from './queries';
import { icons, manyPhotos, photos, workers } from './resize';
import { feed, plan } from './scale';
import { scroll } from './scroll';
import { small } from './small';
import { start } from './start';
import { upToDate } from './upToDate';
import { workbench } from './workbench';

/** The parts of the benchmark by the names that `--only` takes. */
export const parts: Readonly<Record<string, Part>> = {
  photos,
  manyPhotos,
  icons,
  workers,
  flush,
  start,
  workbench,
  sets,
  maxBytes,
  optimize,
  lossless,
  quality,
  filters,
  decoders,
  hash,
  duplicates,
  small,
  plan,
  feed,
  scroll,
  page,
  queries: rowQueries,
  upToDate,
  cluster,
};

import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { decodeFile } from '../../../src/engine/decoders/registry';
import type { DecodedFormat } from '../../../src/shared/values/formats';

/** Decodes a file, and writes its samples without a header: `decode.main.cjs FORMAT SOURCE TARGET`. */

const [format, source, target] = argv.slice(2) as [DecodedFormat, string, string];

void decodeFile(source, format).then(({ images }) => {
  for (const { samples } of images) writeFileSync(target, samples, { flag: 'a' });
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCodec } from '../../../src/engine/decoders/startCodec';
import { diagnose } from '../../../src/engine/sources/diagnose';
import { place, temporaryFolder } from '../fixtures/runs';

test('a codec that is not there is no fault of the file', async () => {
  const gone = startCodec(() => Promise.reject(new Error("ENOENT: no such file or directory, open 'libheif.wasm'")));
  const error = await gone.catch((failure: unknown) => failure);
  expect(error).toMatchObject({ fault: 'missing' });
  expect(await diagnose(place(join(temporaryFolder(), 'a.heic'), 'anything'), error)).toMatchObject({
    code: 'decoder-missing',
    message: 'The part of Assetmill that handles this format is missing or cannot be started. Install Assetmill again.',
  });
});

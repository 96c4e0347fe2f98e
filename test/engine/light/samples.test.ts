import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { samplesSource } from '../../../src/engine/light/samplesWasm';

test('the compiled samples are those of the source: npm run kernels', () => {
  const source = readFileSync('kernels/samples.wat', 'utf8').replaceAll('\r\n', '\n');
  expect(createHash('sha256').update(source).digest('hex')).toBe(samplesSource);
});

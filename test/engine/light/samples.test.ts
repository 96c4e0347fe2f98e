import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { samplesSource } from '../../../src/engine/light/samplesWasm';

test('the module was made from samples.wat as it is', () => {
  const source = readFileSync(join(import.meta.dirname, '../../../src/engine/light/samples.wat'));
  expect(createHash('sha256').update(source).digest('hex')).toBe(samplesSource);
});

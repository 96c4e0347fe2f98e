import { hash } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { readFile } from '../../src/engine/readFile';
import type { ListedDigest, ReadTask } from '../../src/shared/reading';
import { temporaryFolder } from './runs';

const events = { progress: () => {}, hashed: () => {}, error: () => {} };

function taskOf(text: string, expected?: readonly ListedDigest[]): ReadTask {
  const source = join(temporaryFolder(), 'file');
  writeFileSync(source, text);
  const { size: bytes, mtimeMs } = statSync(source);
  return { id: 0, source, bytes, cost: bytes, attempt: 0, mtimeMs, ...(expected && { expected }) };
}

const sha256 = (text: string) => hash('sha256', text);

test('a file gets the digests that are asked for', async () => {
  const outcome = await readFile(taskOf('text'), { kind: 'hash', algorithms: ['sha256', 'crc32'] }, 3, events);
  expect(outcome).toMatchObject({ status: 'done', worker: 3, findings: { digests: { sha256: sha256('text'), crc32: '3b8ba7c7' } } });
});

test('a file that is not what a list says fails, and still says what it is', async () => {
  const expected = [{ algorithm: 'sha256', digest: sha256('other'), line: 1 }] as const;
  const outcome = await readFile(taskOf('text', expected), { kind: 'verify' }, 0, events);
  const message = `Its SHA-256 is ${sha256('text')}; listed is ${sha256('other')}.`;
  expect(outcome).toMatchObject({ status: 'failed', code: 'digest-differs', message, findings: { digests: { sha256: sha256('text') } } });
});

import { readdirSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isFileEntry, readJournal } from '../../../src/engine/commit/journal';
import { globMatcher, ignoreRules } from '../../../src/engine/fs/ignoreFiles';
import { LockFile, lockFileName } from '../../../src/engine/results/lockFile';
import { type ResultShard, readShard, writeShard } from '../../../src/engine/results/resultShard';
import { type ChecksumEntry, ChecksumParser, formatChecksums } from '../../../src/shared/checksums/checksumFile';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';

/** Calls the parsers of texts with any bytes, in a folder of their own. Each throws only what is not documented. */

function entriesOf(text: string, name: string, pieces: number): ChecksumEntry[] {
  const parser = new ChecksumParser(name);
  const length = Math.max(1, Math.ceil(text.length / pieces));
  const entries: ChecksumEntry[] = [];
  for (let at = 0; at < text.length; at += length) entries.push(...parser.push(text.slice(at, at + length)).entries);
  return [...entries, ...parser.end().entries];
}

/** What is read does not depend on how the text arrives, and is read again from what is written of it. */
export function parseChecksums(bytes: Buffer): void {
  const text = bytes.toString('utf8');
  for (const name of ['SHA256SUMS', 'photo.jpg.md5', 'list.sfv', 'all.txt']) {
    const entries = entriesOf(text, name, 1);
    if (JSON.stringify(entriesOf(text, name, 7)) !== JSON.stringify(entries)) throw new Error(`${name}: the pieces matter`);
    for (const { algorithm, digest, path } of entries) {
      const written = formatChecksums([{ digest, path }], { style: 'bsd', algorithm });
      const [read] = entriesOf(written, 'all.txt', 1);
      const plain = path.replace(/^(?:\.\/+)+/, '');
      if (plain !== '' && (read?.path !== plain || read.digest !== digest))
        throw new Error(`${name}: ${JSON.stringify(path)} is read as ${read?.path}`);
    }
  }
}

/** Undo changes files by what is read here. */
export function parseJournal(bytes: Buffer, folder: string): void {
  writeFileSync(join(folder, 'journal.jsonl'), bytes);
  for (const entry of readJournal(folder)) {
    if (!isAbsolute(entry.path)) throw new Error('a relative path');
    if (
      isFileEntry(entry) &&
      entry.action !== 'create' &&
      join(folder, entry.original.kept).startsWith(join(folder, 'originals/')) === false
    )
      throw new Error('an original outside of the folder of the run');
  }
}

function useShard(shard: ResultShard): void {
  for (const name of ['a.jpg', '__proto__']) {
    for (const key of ['', 'k']) shard.source(name, key)?.outputs.join();
    shard.result(name);
  }
  shard.file(new Set(['a.jpg']));
}

/** @param folder of the store, which contains the record of the folder `/f` */
export function parseShard(bytes: Buffer, folder: string): void {
  writeShard(folder, readShard(folder, '/f'));
  const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.json'));
  writeFileSync(join(folder, name), bytes);
  const shard = readShard(folder, '/f');
  useShard(shard);
  writeShard(folder, shard);
  useShard(readShard(folder, '/f'));
}

export function parseLockFile(bytes: Buffer, folder: string): void {
  writeFileSync(join(folder, lockFileName), bytes);
  const lock = new LockFile(folder);
  for (const name of ['a.jpg', '__proto__', 'constructor']) {
    lock.sourceOf(join(folder, name));
    lock.isUpToDate(join(folder, name), 'k');
  }
  lock.add(join(folder, 'a.jpg'), 'k', 'digest', [[join(folder, 'b.jpg'), 'digest']]);
  lock.save('run');
  if (new LockFile(folder).isUpToDate(join(folder, 'b.jpg'), 'k')) throw new Error('a file that does not exist is up to date');
}

export function parseRecipe(bytes: Buffer): void {
  let profile: unknown;
  try {
    profile = JSON.parse(bytes.toString('utf8'));
  } catch {
    return;
  }
  const parsed = parseProfile('p', profile);
  if (!parsed.ok && (parsed.errors.length === 0 || parsed.errors.some(({ message }) => message === '')))
    throw new Error('an error without a message');
}

export function parseIgnoreFile(bytes: Buffer, folder: string): void {
  writeFileSync(join(folder, '.gitignore'), bytes);
  const rules = ignoreRules(folder, folder, [], true);
  const names = ['a.jpg', 'sub/b.png', `${'a'.repeat(200)}.jpg`];
  for (const name of names) rules.ignores(join(folder, name), false);
  const matches = globMatcher(bytes.toString('utf8').split('\n').slice(0, 8));
  for (const name of names) matches(name);
}

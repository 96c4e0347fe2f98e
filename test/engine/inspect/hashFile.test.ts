import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, onTestFinished, test } from 'vitest';
import { processes } from '../../../bundles.mjs';
import { createBlake3, missingNativeBlake3 } from '../../../src/engine/inspect/blake3';
import { createDigester } from '../../../src/engine/inspect/createDigester';
import { firstBlockDigest, type HashOptions, hashFile } from '../../../src/engine/inspect/hashFile';
import { type DigestAlgorithm, digestAlgorithms } from '../../../src/shared/checksums/digestAlgorithms';
import { firstBlockBytes } from '../../../src/shared/run/inspection';
import { corpusFiles } from '../fixtures/corpus';
import { place, temporaryFolder } from '../fixtures/runs';
import { hasTool, runTool } from '../fixtures/tools';

const mebibyte = 1 << 20;

/**
 * Sources: FIPS 180-2 (SHA, message "abc"), RFC 1321 (MD5), the BLAKE3 team's own test vectors and `b3sum`, the check value of
 * CRC-32/ISO-HDLC, xxHash's `xxhsum -H1`.
 */
const vectors: Readonly<Record<DigestAlgorithm, Readonly<Record<string, string>>>> = {
  sha256: {
    '': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    abc: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  },
  sha1: { '': 'da39a3ee5e6b4b0d3255bfef95601890afd80709', abc: 'a9993e364706816aba3e25717850c26c9cd0d89d' },
  sha512: {
    '': 'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
    abc: 'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  },
  md5: { '': 'd41d8cd98f00b204e9800998ecf8427e', abc: '900150983cd24fb0d6963f7d28e17f72' },
  blake3: {
    '': 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262',
    abc: '6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85',
  },
  crc32: { '': '00000000', '123456789': 'cbf43926', b: '71beeff9' },
  xxh64: { '': 'ef46db3751d8e999', abc: '44bc2cf5ad770999' },
};

const all = digestAlgorithms;

/** The digest of bytes that arrive in pieces of some length. */
async function inPieces(algorithm: DigestAlgorithm, bytes: Buffer, length: number): Promise<string> {
  const digester = await createDigester(algorithm);
  digester.start();
  for (let at = 0; at < bytes.length; at += length) digester.update(bytes.subarray(at, at + length));
  return digester.end();
}

describe.each(all)('%s', (algorithm) => {
  test('gives the published digests, at once and in pieces', async () => {
    for (const [text, digest] of Object.entries(vectors[algorithm])) {
      const digester = await createDigester(algorithm);
      expect([text, digester.digestOf(Buffer.from(text))]).toEqual([text, digest]);
      expect([text, digester.digestOf(Buffer.from(text))]).toEqual([text, digest]);
      expect([text, await inPieces(algorithm, Buffer.from(text), 1)]).toEqual([text, digest]);
    }
  });

  test('drops an unfinished digest', async () => {
    const digester = await createDigester(algorithm);
    digester.start();
    digester.update(Buffer.from('left over'));
    digester.start();
    expect(digester.end()).toBe(vectors[algorithm]['']);
  });
});

/** Content without repetitions. */
function content(bytes: number): Buffer {
  const made = Buffer.alloc(bytes);
  for (let at = 0, state = bytes; at < bytes; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    made[at] = state >>> 24;
  }
  return made;
}

function fileOf(bytes: number): string {
  return place(join(temporaryFolder(), 'file.bin'), content(bytes));
}

test.each([0, 1, 8192, mebibyte - 1, mebibyte, mebibyte + 1, 3 * mebibyte, 3 * mebibyte + 17])(
  'a file of %i bytes, read once for all algorithms',
  async (bytes) => {
    const path = fileOf(bytes);
    const { digests, identity } = await hashFile(path, all);
    for (const algorithm of all)
      expect([algorithm, digests[algorithm]]).toEqual([algorithm, await inPieces(algorithm, content(bytes), 999_983)]);
    expect(digests.sha256).toBe(createHash('sha256').update(content(bytes)).digest('hex'));
    expect(identity.size).toBe(BigInt(bytes));
  },
);

test.each([0, 1, mebibyte, mebibyte + 1, 5 * mebibyte, 13 * mebibyte + 5])(
  'a file of %i bytes that is the only one, read ahead',
  async (bytes) => {
    const path = fileOf(bytes);
    const { digests } = await hashFile(path, ['sha256'], { alone: true });
    expect(digests.sha256).toBe(createHash('sha256').update(content(bytes)).digest('hex'));
  },
);

test('files that are read concurrently do not mix', async () => {
  const large = join(temporaryFolder(), 'large.bin');
  const folder = temporaryFolder();
  writeFileSync(large, content(70 * mebibyte));
  const small = Array.from({ length: 20 }, (_, index) => place(join(folder, `${index}`), content(1000 + index)));
  const alone = await hashFile(large, ['sha256', 'xxh64', 'blake3']);
  const together = await Promise.all([large, ...small, large].map((path) => hashFile(path, ['sha256', 'xxh64', 'blake3'])));
  expect(together[0]).toEqual({ ...alone, readAt: expect.any(Number) });
  expect(together.at(-1)?.digests).toEqual(alone.digests);
  for (const [index, { digests }] of together.slice(1, -1).entries())
    expect(digests.sha256).toBe(
      createHash('sha256')
        .update(content(1000 + index))
        .digest('hex'),
    );
});

test('a long file does not block the event loop', async () => {
  const path = join(temporaryFolder(), 'sparse.bin');
  writeFileSync(path, '');
  truncateSync(path, 300 * mebibyte);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  onTestFinished(() => clearInterval(timer));
  await hashFile(path, ['sha256']);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('a long file needs no more memory than a short one', async () => {
  const path = join(temporaryFolder(), 'sparse.bin');
  writeFileSync(path, '');
  truncateSync(path, 300 * mebibyte);
  await hashFile(fileOf(10), all);
  const before = process.memoryUsage.rss();
  await hashFile(path, ['blake3', 'xxh64', 'crc32']);
  expect((process.memoryUsage.rss() - before) / mebibyte).toBeLessThan(20);
});

describe.each([false, true])('a file that changes while it is read (read ahead: %s)', (alone) => {
  const sizes = [
    ['small', 5000],
    ['large', 3 * mebibyte],
  ] as const;

  /** Hashes a file, and changes it after its first block. */
  async function meddle(path: string, act: () => void) {
    let done = false;
    const onProgress = () => {
      if (!done) act();
      done = true;
    };
    return hashFile(path, ['sha256'], { onProgress, alone });
  }

  test.each(sizes)('fails if it grows (%s)', async (_, bytes) => {
    const path = fileOf(bytes);
    await expect(meddle(path, () => appendFileSync(path, 'more'))).rejects.toMatchObject({ code: 'changed' });
  });

  test.each(sizes)('fails if it grows and its times are restored (%s)', async (_, bytes) => {
    const path = fileOf(bytes);
    utimesSync(path, 1000, 1000);
    const act = () => {
      appendFileSync(path, 'more');
      utimesSync(path, 1000, 1000);
    };
    await expect(meddle(path, act)).rejects.toMatchObject({ code: 'changed' });
  });

  test.each(sizes)('fails if it shrinks (%s)', async (_, bytes) => {
    const path = fileOf(bytes);
    await expect(meddle(path, () => truncateSync(path, 10))).rejects.toMatchObject({ code: 'changed' });
  });

  test.each(sizes)('fails if its content changes (%s)', async (_, bytes) => {
    const path = fileOf(bytes);
    utimesSync(path, 1, 1);
    await expect(meddle(path, () => writeFileSync(path, Buffer.alloc(bytes)))).rejects.toMatchObject({ code: 'changed' });
  });

  test.each(sizes)('fails if a file with the same size and times replaces it (%s)', async (_, bytes) => {
    const path = fileOf(bytes);
    const other = place(`${path}.new`, Buffer.alloc(bytes));
    for (const each of [path, other]) utimesSync(each, 1000, 1000);
    await expect(meddle(path, () => renameSync(other, path))).rejects.toMatchObject({ code: 'changed' });
  });

  test('fails if a folder above is renamed and another file takes its path', async () => {
    const path = fileOf(3 * mebibyte);
    const [folder, other] = [dirname(path), temporaryFolder()];
    writeFileSync(join(other, basename(path)), 'another file');
    const act = () => {
      renameSync(folder, `${folder}.old`);
      renameSync(other, folder);
    };
    await expect(meddle(path, act)).rejects.toMatchObject({ code: 'changed' });
  });

  test.each(sizes)('fails or succeeds whole if it is deleted (%s)', async (_, bytes) => {
    const path = fileOf(bytes);
    await expect(meddle(path, () => rmSync(path))).rejects.toMatchObject({ code: 'vanished' });
  });

  test.each(sizes)('fails if its content changes and its times are restored (%s)', async (_, bytes) => {
    const path = fileOf(bytes);
    utimesSync(path, 1000, 1000);
    const act = () => {
      writeFileSync(path, Buffer.alloc(bytes));
      utimesSync(path, 1000, 1000);
    };
    await expect(meddle(path, act)).rejects.toMatchObject({ code: 'changed' });
  });

  test.each(sizes)('fails if it is touched again and again (%s)', async (_, bytes) => {
    const path = fileOf(bytes);
    let mode = 0o600;
    const onProgress = () => {
      mode ^= 0o100;
      chmodSync(path, mode);
    };
    await expect(hashFile(path, ['sha256'], { onProgress })).rejects.toMatchObject({ code: 'changed' });
  });

  test.each(sizes)('is read twice if only permissions or names change (%s)', async (_, bytes) => {
    const path = fileOf(bytes);
    const { digests } = await hashFile(path, ['sha256']);
    const touches = [() => chmodSync(path, 0o600), () => linkSync(path, `${path}.too`)];
    for (const touch of touches) {
      const { identity, ...found } = await meddle(path, touch);
      expect(found.digests).toEqual(digests);
      expect(identity.ctimeNs).toBe(statSync(path, { bigint: true }).ctimeNs);
    }
  });

  test('is not followed if it grows endlessly', async () => {
    const path = fileOf(mebibyte + 1);
    let read = 0;
    const onProgress = (bytes: number) => {
      read = bytes;
      appendFileSync(path, Buffer.alloc(2 * mebibyte));
    };
    await expect(hashFile(path, ['crc32'], { onProgress })).rejects.toMatchObject({ code: 'changed' });
    expect(read).toBeLessThanOrEqual(4 * mebibyte);
  });

  test('does not count as changed by reading', async () => {
    const path = fileOf(3 * mebibyte);
    expect((await meddle(path, () => execFileSync('cat', [path], { stdio: 'ignore' }))).identity.size).toBe(3n * BigInt(mebibyte));
  });
});

test('progress is reported after every block, where a file can also be canceled', async () => {
  const path = fileOf(5 * mebibyte);
  const told: number[] = [];
  const options: HashOptions = { onProgress: (bytes) => told.push(bytes), isCanceled: () => told.length === 2 };
  await expect(hashFile(path, ['md5'], options)).rejects.toMatchObject({ code: 'canceled' });
  expect(told).toEqual([mebibyte, 2 * mebibyte]);
  expect((await hashFile(path, ['md5'])).digests.md5).toBe(
    createHash('md5')
      .update(content(5 * mebibyte))
      .digest('hex'),
  );
});

describe('a path that is not a readable file', () => {
  test('fails for a folder and for a missing file', async () => {
    const folder = temporaryFolder();
    await expect(hashFile(folder, ['sha256'])).rejects.toMatchObject({ code: 'not-a-file', message: 'This is a folder, not a file.' });
    await expect(hashFile(join(folder, 'gone'), ['sha256'])).rejects.toMatchObject({ code: 'vanished' });
  });

  test.skipIf(process.platform === 'win32')('fails for pipes, sockets and devices without opening them', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync(join(folder, 'pipe'), join(folder, 'link'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    onTestFinished(() => void server.close());
    const code = 'not-a-file';
    for (const name of ['pipe', 'link']) await expect(hashFile(join(folder, name), all)).rejects.toMatchObject({ code });
    await expect(hashFile(join(folder, 'pipe'), all)).rejects.toThrow('This is a pipe, not a file.');
    await expect(firstBlockDigest(join(folder, 'pipe'))).rejects.toMatchObject({ code });
    await expect(hashFile(join(folder, 'socket'), all)).rejects.toThrow('This is a socket, not a file.');
    await expect(hashFile('/dev/zero', all)).rejects.toThrow('This is a device, not a file.');
  });

  test.skipIf(process.platform === 'win32')('fails for a link that points to itself', async () => {
    const path = join(temporaryFolder(), 'loop');
    symlinkSync(path, path);
    await expect(hashFile(path, ['sha256'])).rejects.toMatchObject({ code: 'input-output' });
  });

  test.skipIf(process.platform !== 'linux')('fails for a file whose size is not real', async () => {
    await expect(hashFile('/proc/self/status', ['sha256'])).rejects.toMatchObject({ code: 'input-output' });
  });

  test.skipIf(process.getuid?.() !== 0)('fails for a file without permission', async () => {
    const folder = temporaryFolder();
    const path = place(join(folder, 'secret.bin'), 'x');
    chmodSync(folder, 0o755);
    chmodSync(path, 0o000);
    process.seteuid?.(65_534);
    try {
      await expect(hashFile(path, ['sha256'])).rejects.toMatchObject({ code: 'permission' });
    } finally {
      process.seteuid?.(0);
    }
  });
});

describe('the first block', () => {
  test('distinguishes files that differ in it', async () => {
    const folder = temporaryFolder();
    const long = content(firstBlockBytes * 3);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(a, long);
    writeFileSync(b, Buffer.concat([long.subarray(0, firstBlockBytes), Buffer.from('another end')]));
    writeFileSync(c, Buffer.concat([Buffer.from('x'), long.subarray(1)]));
    const [first, second, third] = await Promise.all([a, b, c].map(firstBlockDigest));
    expect(first?.digests).toEqual(second?.digests);
    expect(third?.digests).not.toEqual(first?.digests);
    expect(first?.identity.size).toBe(BigInt(long.length));
  });

  test('is the whole of a short file', async () => {
    for (const bytes of [0, 1, firstBlockBytes]) {
      const path = fileOf(bytes);
      expect((await firstBlockDigest(path)).digests).toEqual((await hashFile(path, ['blake3'])).digests);
    }
  });
});

describe('BLAKE3', () => {
  test('gives the same digest in WebAssembly', async () => {
    const native = await createBlake3();
    expect(missingNativeBlake3()).toBeUndefined();
    const webAssembly = await createBlake3(() => Promise.reject(new Error('no native part')));
    expect(missingNativeBlake3()).toMatchObject({ message: 'no native part' });
    await createBlake3();
    expect(missingNativeBlake3()).toBeUndefined();
    for (const bytes of [0, 1, 63, 64, 65, 1024, 1025, 100_000])
      expect(webAssembly.digestOf(content(bytes))).toBe(native.digestOf(content(bytes)));
    for (const digester of [native, webAssembly]) {
      digester.start();
      for (let at = 0; at < 100_000; at += 7777) digester.update(content(100_000).subarray(at, at + 7777));
      expect(digester.end()).toBe(native.digestOf(content(100_000)));
    }
  });

  test('falls back in a real process without the native library', async () => {
    const folder = temporaryFolder();
    const bundle = join(folder, 'hash.cjs');
    const source = `
      import { createBlake3, missingNativeBlake3 } from './src/engine/inspect/blake3';
      createBlake3().then((blake3) => console.log(blake3.digestOf(Buffer.from('abc')), missingNativeBlake3()?.code));`;
    await build({
      ...processes,
      outExtension: {},
      sourcemap: false,
      stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts' },
      outfile: bundle,
    });
    const { stdout, stderr } = spawnSync(process.execPath, [bundle], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe(`${vectors.blake3.abc} MODULE_NOT_FOUND\n`);
  });
});

/** Programs that print `digest  name`. */
const printers: readonly (readonly [algorithm: DigestAlgorithm, command: string, args: readonly string[]])[] = [
  ['sha256', 'sha256sum', []],
  ['sha1', 'sha1sum', []],
  ['sha512', 'sha512sum', []],
  ['md5', 'md5sum', []],
  ['blake3', 'b3sum', []],
  ['xxh64', 'xxhsum', ['-H1']],
  ['crc32', 'rhash', ['--crc32', '--simple']],
];

describe('over every corpus', () => {
  test.each(printers)('%s is what %s says', async (algorithm, command, args) => {
    if (!hasTool(command)) return;
    const files = corpusFiles();
    const { stdout } = runTool(command, [...args, ...files], '/');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(files.length);
    for (const [index, path] of files.entries())
      expect([path, (await hashFile(path, [algorithm])).digests[algorithm]]).toEqual([path, lines[index]?.split(' ')[0]]);
  });
});

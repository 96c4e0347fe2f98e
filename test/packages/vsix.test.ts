import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { arch, env, execPath, platform } from 'node:process';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { armNode, makePackages, OutsideFolder, root, start } from './madePackages';
import { type NativePart, nativePartOf } from './nativePart';
import { unpackZip, zipEntries } from './zipEntries';

/** As vsce and file managers count. */
const maxBytes = 16e6;

/** The native parts of each platform, and how their packages are called. */
const natives: Readonly<Record<string, NativePart & { readonly sharp: string; readonly blake: string }>> = {
  'win32-x64': { os: 'win32', cpu: 'x64', sharp: 'win32-x64', blake: 'win32-x64-msvc' },
  'win32-arm64': { os: 'win32', cpu: 'arm64', sharp: 'win32-arm64', blake: 'win32-arm64-msvc' },
  'darwin-x64': { os: 'darwin', cpu: 'x64', sharp: 'darwin-x64', blake: 'darwin-x64' },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64', sharp: 'darwin-arm64', blake: 'darwin-arm64' },
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc', sharp: 'linux-x64', blake: 'linux-x64-gnu' },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc', sharp: 'linux-arm64', blake: 'linux-arm64-gnu' },
  'alpine-x64': { os: 'linux', cpu: 'x64', libc: 'musl', sharp: 'linuxmusl-x64', blake: 'linux-x64-musl' },
};

const folder = new OutsideFolder();
const vsix = (target: string) => join(folder.path, `assetmill-${target}.vsix`);
const unpackedEntries = new Map<string, ReadonlyMap<string, Buffer>>();

/** The files in the package for a platform, which are unpacked once. */
function entriesOf(target: string): ReadonlyMap<string, Buffer> {
  const entries = unpackedEntries.get(target) ?? zipEntries(vsix(target));
  unpackedEntries.set(target, entries);
  return entries;
}

const version = (name: string): string => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

/** What only the package for a platform holds. */
function ownFiles(target: string): string[] {
  const { os, sharp: suffix, blake } = natives[target] as (typeof natives)[string];
  const library = `node_modules/@img/sharp-${suffix}`;
  const libvips = `node_modules/@img/sharp-libvips-${suffix}`;
  const { vips } = sharp.versions;
  const shared = { linux: `libvips-cpp.so.${vips}`, darwin: `libvips-cpp.${vips}.dylib`, win32: `libvips-cpp-${vips}.dll` }[os];
  const apart = ['README.md', 'lib/index.js', 'package.json', 'versions.json', `lib/${shared}`].map((file) => `${libvips}/${file}`);
  const inside = ['versions.json', 'lib/libvips-42.dll', `lib/${shared}`].map((file) => `${library}/${file}`);
  const files = ['LICENSE', 'index.cjs', 'package.json', `lib/sharp-${suffix}-${version('sharp')}.node`].map(
    (file) => `${library}/${file}`,
  );
  const hashes = [`blake.${blake}.node`, 'package.json'].map((file) => `node_modules/@napi-rs/blake-hash-${blake}/${file}`);
  return [...files, ...(os === 'win32' ? inside : apart), ...hashes].map((file) => `extension/${file}`).sort();
}

beforeAll(async () => {
  makePackages(folder.path, '--target', 'all');
});
afterAll(() => folder.dispose());

test('There is a package for each platform, and a universal one', () => {
  const names = Object.keys(natives).concat('universal');
  const made = readdirSync(folder.path).filter((name) => name.endsWith('.vsix'));
  expect(made.sort()).toEqual(names.map((name) => `assetmill-${name}.vsix`).sort());
});

test('An unknown platform is refused with those that are known', () => {
  const { status, stderr } = spawnSync(execPath, ['package.mjs', '--target', 'linux-arm'], { cwd: root, encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^Unknown target linux-arm\. Known are: all, win32-x64, .*, universal\.\n$/)]);
});

describe.each(Object.keys(natives))('the package for %s', (target) => {
  it('is small, and says which platform it is for', () => {
    expect(statSync(vsix(target)).size).toBeLessThan(maxBytes);
    const manifest = String(entriesOf(target).get('extension.vsixmanifest'));
    expect(manifest).toContain(`TargetPlatform="${target}"`);
  });

  it('holds what the universal one holds, and the native parts of this platform', () => {
    const common = new Set(entriesOf('universal').keys());
    const files = [...entriesOf(target).keys()];
    expect(files.filter((file) => !common.has(file)).sort()).toEqual(ownFiles(target));
    expect(files).toHaveLength(common.size + ownFiles(target).length);
  });

  it('has only native parts that run there, by their headers', () => {
    const { os, cpu, libc } = natives[target] as NativePart;
    const found = [...entriesOf(target)].flatMap(([name, bytes]) => {
      const part = nativePartOf(bytes);
      return part ? [{ name, ...part }] : [];
    });
    expect(found).toHaveLength(os === 'win32' ? 4 : 3);
    for (const { name, ...part } of found) expect(part, name).toEqual({ os, cpu, ...(libc && { libc }) });
  });
});

describe('the universal package', () => {
  it('is small, and is for no platform in particular', () => {
    expect(statSync(vsix('universal')).size).toBeLessThan(maxBytes / 2);
    expect(String(entriesOf('universal').get('extension.vsixmanifest'))).not.toContain('TargetPlatform');
  });

  it('holds the programs, the image library in WebAssembly, and no native part', () => {
    const entries = entriesOf('universal');
    const bundles = [...entries.keys()].filter((name) => name.startsWith('extension/dist/') && name.endsWith('.cjs'));
    const built = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.cjs'));
    expect(bundles.sort()).toEqual(built.map((name) => `extension/dist/${name}`).sort());
    expect([...entries.keys()].filter((name) => /\.wasm(\.br)?$/.test(name) && name.includes('node_modules'))).toEqual([
      `extension/node_modules/@img/sharp-wasm32/lib/sharp-wasm32-${version('sharp')}.node.wasm.br`,
    ]);
    for (const [name, bytes] of entries) expect(nativePartOf(bytes), name).toBeUndefined();
  });

  it('has the texts of the manifest in every language', () => {
    const texts = (folder: string, names: readonly string[]) => names.filter((name) => name.startsWith(`${folder}package.nls`)).sort();
    const own = texts('extension/', [...entriesOf('universal').keys()]);
    expect(own).toEqual(texts('', readdirSync(root)).map((name) => `extension/${name}`));
  });

  it('has no scripts in its manifest, which nobody could run', () => {
    expect(JSON.parse(String(entriesOf('universal').get('extension/package.json')))).not.toHaveProperty('scripts');
  });
});

/** Makes a photo in a folder of its own, resizes and hashes it with the command line of a package, and compares it with the checkout's sharp. */
async function tryPackage(target: string, node: readonly string[] = [execPath]) {
  const unpacked = join(folder.path, target);
  unpackZip(vsix(target), unpacked);
  const photo = join(unpacked, 'photo.jpg');
  await sharp({ create: { width: 640, height: 400, channels: 3, noise: { type: 'gaussian', mean: 120, sigma: 30 }, background: '#000' } })
    .jpeg()
    .toFile(photo);
  const program = [...node, join(unpacked, 'extension/dist/cli.cjs')];
  const resized = start(program, ['resize', '--long-edge', '160', '--out', 'small', 'photo.jpg'], unpacked);
  const converted = start(program, ['convert', '--format', 'jxl', '--out', 'small', 'photo.jpg'], unpacked);
  const hashed = start(program, ['hash', '--algorithm', 'blake3,sha256', 'photo.jpg'], unpacked);
  const made = await sharp(join(unpacked, 'small/photo.jpg')).raw().toBuffer({ resolveWithObject: true });
  const expected = await sharp(await sharp(photo).resize(160).jpeg({ quality: 80 }).toBuffer())
    .raw()
    .toBuffer();
  const meanDifference = made.data.reduce((sum, sample, at) => sum + Math.abs(sample - (expected[at] as number)), 0) / expected.length;
  return { resized, converted, hashed, size: `${made.info.width}x${made.info.height}`, meanDifference };
}

/** VS Code's name of the platform that this runs on. */
const here = `${existsSync('/etc/alpine-release') ? 'alpine' : platform}-${arch}`;

describe('started, with nothing but what it holds', () => {
  const blake3 = /^BLAKE3 \(photo\.jpg\) = [\da-f]{64}$/m;

  it.runIf(here in natives)('the package for this platform uses its native parts', async () => {
    const { resized, converted, hashed, size, meanDifference } = await tryPackage(here);
    expect(size).toBe('160x100');
    // Its encoder is in a compressed module.
    expect(converted.out).toContain('1 done');
    expect(meanDifference).toBeLessThan(4);
    expect(resized.err).toMatch(/libvips [\d.]+ \(native\)/);
    expect(hashed.out).toMatch(blake3);
    expect(hashed.err).not.toContain('BLAKE3');
  });

  it('the universal package uses WebAssembly, and says so once', async () => {
    const { resized, hashed, size, meanDifference } = await tryPackage('universal');
    expect(size).toBe('160x100');
    expect(meanDifference).toBeLessThan(4);
    const told = new RegExp(`^Images are processed by the WebAssembly build.*this package contains none for ${platform}-${arch}\\.$`, 'gm');
    expect(resized.err.match(told)).toHaveLength(1);
    expect(hashed.out).toMatch(blake3);
  });

  const emulator = 'qemu-aarch64-static';
  // It takes minutes, so it has to be asked for.
  const isEmulated = env.ASSETMILL_EMULATOR === '1' && spawnSync(emulator, ['--version']).status === 0;

  it.runIf(isEmulated)('the package for Linux on arm64 uses its native parts, in an emulator', { timeout: 600_000 }, async () => {
    const node = armNode(folder.path, emulator);
    const { resized, hashed, size } = await tryPackage('linux-arm64', node);
    expect(size).toBe('160x100');
    expect(resized.err).toMatch(/libvips [\d.]+ \(native\)/);
    expect(hashed.out).toMatch(blake3);
  });
});

// The packages of this repository that npm offers, and how each is packed.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from './runCommand.mjs';

const root = resolve(import.meta.dirname, '..');

/**
 * A package for npm.
 * @typedef {object} NpmPackage
 * @property {string} name
 * @property {string} folder where its package.json and its files are, from the root
 * @property {string} [description] default: that of its package.json
 * @property {readonly string[]} files
 */

/** The program, the pool process, its threads, and what these load from beside them. */
const commandLine = ['cli', 'pool', 'worker', 'grouping', 'svgo', 'codecs', 'recipes', 'locale', 'l10n'].map((name) => `dist/${name}.cjs`);

/** @type {readonly NpmPackage[]} */
export const npmPackages = [
  {
    name: 'assetmill',
    folder: '.',
    description: 'Bulk image processing on the command line: resize, convert, optimize, filter, hash, and find duplicates.',
    files: [
      ...commandLine,
      ...['oxipng', 'libheif', 'jxl-dec', 'jxl-enc', 'jxl-srgb', 'openjpeg'].map((name) => `dist/${name}.wasm`),
      ...['dist/libheif-LICENSE.txt', 'dist/THIRD-PARTY-NOTICES.txt', 'README.md', 'CHANGELOG.md', 'LICENSE'],
    ],
  },
  {
    name: 'assetmill-cluster',
    folder: 'packages/cluster',
    files: ['dist/planner.cjs', 'dist/worker.cjs', 'dist/THIRD-PARTY-NOTICES.txt', 'README.md', 'LICENSE', 'compose.yaml'],
  },
];

/** Fields of a package.json of this repository that npm gets as they are. */
const fields = ['name', 'version', 'license', 'repository', 'type', 'bin', 'dependencies', 'peerDependencies', 'peerDependenciesMeta'];

async function manifestOf({ name, folder, files, ...given }) {
  const source = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const { keywords, engines } = source;
  const { description = source.description } = given;
  const taken = Object.fromEntries(fields.filter((field) => field in source).map((field) => [field, source[field]]));
  return { ...taken, name, description, keywords, engines: { node: engines.node }, files };
}

/**
 * Packs one of the packages.
 * @param {NpmPackage} pack
 * @param {string} folder where to write it
 * @returns {Promise<string>} its path
 */
export async function packForNpm(pack, folder) {
  const stage = await mkdtemp(join(tmpdir(), `${pack.name}-npm-`));
  try {
    for (const file of pack.files) {
      await mkdir(dirname(join(stage, file)), { recursive: true });
      await cp(join(root, pack.folder, file), join(stage, file));
    }
    await writeFile(join(stage, 'package.json'), `${JSON.stringify(await manifestOf(pack), null, 2)}\n`);
    const [{ filename }] = JSON.parse(await runCommand('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], stage));
    return join(folder, filename);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

// The steps of a release, each of which can be tried on any computer.
//   node packaging/release.mjs check TAG                   whether the tag is that of this version, and the changelog has an entry for it
//   node packaging/release.mjs notes                       prints that entry
//   node packaging/release.mjs publish SHOP FOLDER         publishes the packages in a folder to marketplace, open-vsx, or npm
// With --dry-run nothing is published, with --pre-release it is offered to those who want such versions. Without a token nothing happens.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env, exit, platform } from 'node:process';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The entry of this version in the changelog. */
function notes() {
  const [, ...entries] = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^## /m);
  const entry = entries.find((text) => text.split(/\s/, 1)[0] === version);
  if (entry === undefined) throw new Error(`CHANGELOG.md has no entry for ${version}.`);
  return entry.slice(entry.indexOf('\n') + 1).trim();
}

function check(tag) {
  if (tag !== `v${version}`) throw new Error(`The tag is ${tag}, and package.json has the version ${version}.`);
  notes();
}

/**
 * Where packages are published.
 * @typedef {object} Shop
 * @property {string} token variable with the secret
 * @property {RegExp} files packages that it offers
 * @property {(files: readonly string[], isPreRelease: boolean) => readonly (readonly string[])[]} commands
 * @property {() => void} [prepare] has the commands find the token
 * @property {string} [trial] option by which the command tries without publishing
 */

/** npm reads the token from a file, in which it stands for the registry. The file only names the variable. */
function prepareNpm() {
  const { stdout } = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', shell: platform === 'win32' });
  const file = join(mkdtempSync(join(tmpdir(), 'assetmill-npm-')), 'npmrc');
  writeFileSync(
    file,
    `${stdout
      .trim()
      .replace(/^https?:/, '')
      .replace(/\/*$/, '/')}:_authToken=\${NODE_AUTH_TOKEN}\n`,
  );
  env.NPM_CONFIG_USERCONFIG = file;
}

/** @type {Record<string, Shop>} */
const shops = {
  marketplace: {
    token: 'VSCE_PAT',
    files: /\.vsix$/,
    commands: (files, isPreRelease) => [
      ['npx', 'vsce', 'publish', '--skip-duplicate', ...(isPreRelease ? ['--pre-release'] : []), '--packagePath', ...files],
    ],
  },
  'open-vsx': {
    token: 'OVSX_PAT',
    files: /\.vsix$/,
    commands: (files, isPreRelease) => [
      ['npx', '--yes', 'ovsx@1.4.0', 'publish', '--skip-duplicate', ...(isPreRelease ? ['--pre-release'] : []), '--packagePath', ...files],
    ],
  },
  npm: {
    token: 'NODE_AUTH_TOKEN',
    prepare: prepareNpm,
    files: /\.tgz$/,
    commands: (files, isPreRelease) =>
      files.map((file) => ['npm', 'publish', file, '--provenance', '--access', 'public', '--tag', isPreRelease ? 'next' : 'latest']),
    trial: '--dry-run',
  },
};

function run([program, ...args]) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', shell: platform === 'win32' });
  if (status !== 0) throw error ?? new Error(`${program} ended with ${status}.`);
}

function publish(name, folder, { 'dry-run': isTrial, 'pre-release': isPreRelease }) {
  const shop = shops[name];
  if (shop === undefined) throw new Error(`Unknown place ${name}. Known are: ${Object.keys(shops).join(', ')}.`);
  const files = readdirSync(folder).filter((file) => shop.files.test(file));
  if (files.length === 0) throw new Error(`There is nothing for ${name} in ${folder}.`);
  if (!isTrial && !env[shop.token]) return console.log(`Not published to ${name}: ${shop.token} is not set.`);
  if (!isTrial) shop.prepare?.();
  for (const command of shop.commands(
    files.sort().map((file) => join(folder, file)),
    isPreRelease,
  )) {
    console.log(command.join(' '));
    if (!isTrial) run(command);
    // What is published is proved only on the build server.
    else if (shop.trial) run([...command.filter((part) => part !== '--provenance'), shop.trial]);
  }
}

function main() {
  const options = { 'dry-run': { type: 'boolean', default: false }, 'pre-release': { type: 'boolean', default: false } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [step, ...args] = positionals;
  if (step === 'check' && args.length === 1) check(args[0]);
  else if (step === 'notes') console.log(notes());
  else if (step === 'publish' && args.length === 2) publish(args[0], resolve(args[1]), values);
  else throw new Error('Steps are: check TAG, notes, publish SHOP FOLDER.');
}

try {
  main();
} catch (error) {
  console.error(error.message);
  exit(1);
}

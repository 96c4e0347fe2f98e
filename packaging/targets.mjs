// The platforms that a VSIX is made for.
import { existsSync } from 'node:fs';
import { arch, platform } from 'node:process';

/**
 * A platform by VS Code's name, and what npm calls it. `universal` is every other platform: it gets no native parts.
 * @typedef {object} Target
 * @property {string} name
 * @property {string} os
 * @property {string} cpu
 * @property {'glibc' | 'musl'} [libc] on Linux
 */

/** @type {readonly Target[]} */
export const targets = [
  { name: 'win32-x64', os: 'win32', cpu: 'x64' },
  { name: 'win32-arm64', os: 'win32', cpu: 'arm64' },
  { name: 'darwin-x64', os: 'darwin', cpu: 'x64' },
  { name: 'darwin-arm64', os: 'darwin', cpu: 'arm64' },
  { name: 'linux-x64', os: 'linux', cpu: 'x64', libc: 'glibc' },
  { name: 'linux-arm64', os: 'linux', cpu: 'arm64', libc: 'glibc' },
  { name: 'alpine-x64', os: 'linux', cpu: 'x64', libc: 'musl' },
  { name: 'universal', os: 'none', cpu: 'none' },
];

/** VS Code's name of the platform that this runs on. */
export function hostTarget() {
  const alpine = platform === 'linux' && existsSync('/etc/alpine-release');
  return `${alpine ? 'alpine' : platform}-${arch}`;
}

/**
 * Targets by their names, each once; `all` stands for every one.
 * @param {readonly string[]} names
 * @throws Error that names those that are unknown
 */
export function targetsNamed(names) {
  const unknown = names.filter((name) => name !== 'all' && !targets.some((target) => target.name === name));
  if (unknown.length > 0) {
    const known = ['all', ...targets.map(({ name }) => name)].join(', ');
    throw new Error(`Unknown target ${unknown.join(', ')}. Known are: ${known}.`);
  }
  return targets.filter(({ name }) => names.includes('all') || names.includes(name));
}

import { spawnSync } from 'node:child_process';
import { root } from './files.mjs';

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** The commit at which the current branch left the main one; without one, the last commit. */
export function changesSince() {
  for (const main of ['origin/HEAD', 'origin/main', 'main']) {
    const base = git('merge-base', 'HEAD', main);
    if (base) return base;
  }
  return 'HEAD';
}

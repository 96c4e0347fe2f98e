import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundles, workspace } from '../pool/setUp';
import { commandLine, type Said } from './commandLine';

/** Runs the command line in the workspace of the test. */
export function run(...args: readonly string[]): Promise<Said> {
  return commandLine(bundles, workspace, ...args);
}

/** A path in the workspace. */
export function at(...names: readonly string[]): string {
  return join(workspace.root, ...names);
}

/** Writes a file in the workspace and returns its path. */
export function place(name: string, content: string | Buffer): string {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
}

/** Writes three small files, one of them empty. */
export function placeFew(): void {
  for (const [name, content] of Object.entries({ 'data/b.bin': 'two', 'data/a b.txt': 'one', 'data/deep/c': '' })) place(name, content);
}

import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonLine } from '../../shared/run/parseJsonLine';
import type { ObjectChange } from '../queue/chunk';

/** The record of what a run did to objects, in the run's folder: by it, undo takes it back. */

/** Says that a change was taken back. */
interface UndoneChange {
  readonly action: 'undone';
  readonly task: number;
  readonly path: string;
}

function recordPath(directory: string): string {
  return join(directory, 'objects.jsonl');
}

function append(directory: string, lines: readonly (ObjectChange | UndoneChange)[]): void {
  const file = openSync(recordPath(directory), 'a', 0o600);
  try {
    // A crash may have cut off the line before.
    const text = Buffer.from(lines.map((line) => `\n${JSON.stringify(line)}\n`).join(''));
    for (let at = 0; at < text.length; ) at += writeSync(file, text, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Adds changes. They are on the disk when the call returns. @param directory the run's folder */
export function recordChanges(directory: string, changes: readonly ObjectChange[]): void {
  if (changes.length > 0) append(directory, changes);
}

/** Says that a change was taken back. */
export function recordUndone(directory: string, { task, path }: ObjectChange): void {
  append(directory, [{ action: 'undone', task, path }]);
}

/** The changes that were not taken back, oldest first. One that was reported twice is there once. */
export function readChanges(directory: string): ObjectChange[] {
  const changes = new Map<string, ObjectChange>();
  let text = '';
  try {
    text = readFileSync(recordPath(directory), 'utf8');
  } catch {
    return [];
  }
  for (const each of text.split('\n')) {
    const line = parseJsonLine<ObjectChange | UndoneChange>(each);
    if (!line || typeof line.path !== 'string') continue;
    const key = `${line.task} ${line.path}`;
    if (line.action === 'undone') changes.delete(key);
    else changes.set(key, line);
  }
  return [...changes.values()];
}

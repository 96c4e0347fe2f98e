import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseJsonLine } from '../../shared/run/parseJsonLine';
import type { ListedObject } from './bucket';

/** A line of the file: an object whose stub is there, or one that is gone. */
type IndexLine = ListedObject | { readonly path: string; readonly gone: true };

/** Which objects the stubs of a mirror stand for, in a file beside them. Several processes may add lines to it. */
export class MirrorIndex {
  #objects = new Map<string, ListedObject>();

  constructor(readonly file: string) {}

  get(path: string): ListedObject | undefined {
    return this.#objects.get(path);
  }

  get paths(): readonly string[] {
    return [...this.#objects.keys()];
  }

  /** Reads what this and other processes have added. */
  read(): void {
    this.#objects = new Map();
    let text = '';
    try {
      text = readFileSync(this.file, 'utf8');
    } catch {
      // The first time. All stubs are made anew.
    }
    for (const each of text.split('\n')) {
      const line = parseJsonLine<IndexLine>(each);
      if (line && 'gone' in line) this.#objects.delete(line.path);
      else if (line) this.#objects.set(line.path, line);
    }
  }

  /** Adds an object, before its stub is made: a stub that is not there is made again. */
  add({ path, etag, size, modifiedMs }: ListedObject): void {
    const object = { path, etag, size, modifiedMs };
    this.#objects.set(path, object);
    this.#append(object);
  }

  /** Removes an object, after its stub is gone. */
  remove(path: string): void {
    if (this.#objects.delete(path)) this.#append({ path, gone: true });
  }

  #append(line: IndexLine): void {
    appendFileSync(this.file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }

  /** Writes the file anew, without lines that no longer count. */
  compact(): void {
    const temp = `${this.file}-${process.pid}`;
    writeFileSync(temp, [...this.#objects.values()].map((object) => `${JSON.stringify(object)}\n`).join(''), { mode: 0o600 });
    renameSync(temp, this.file);
  }
}

import fs, { type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { FSLike } from 'fdir';

type Done<Result> = (error: NodeJS.ErrnoException | null, result: Result) => void;

/** Receives what a walk finds apart from files and folders. */
export interface EntryListener {
  /** Pipes, sockets, devices and broken links. fdir skips them silently. */
  other(path: string): void;
  link(path: string): void;
}

function isOther(entry: Dirent): boolean {
  return !entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink();
}

/** A file system for fdir that reports special entries. It costs nothing, since fdir requests the same entries anyway. */
export function reportingFileSystem({ other, link }: EntryListener): FSLike {
  const readdir = (folder: string, options: { withFileTypes: true }, done: Done<Dirent[]>) =>
    fs.readdir(folder, options, (error, entries = []) => {
      for (const entry of entries) {
        if (entry.isSymbolicLink()) link(join(folder, entry.name));
        else if (isOther(entry)) other(join(folder, entry.name));
      }
      done(error, entries);
    });
  const realpath = (path: string, done: Done<string>) =>
    fs.realpath(path, (error, real) => {
      if (error) other(path);
      done(error, real);
    });
  // Of their overloads, fdir uses only these.
  return { ...fs, readdir, realpath } as unknown as FSLike;
}

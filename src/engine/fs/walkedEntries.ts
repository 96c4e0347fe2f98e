import fs, { type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { FSLike } from 'fdir';

type Done<Result> = (error: NodeJS.ErrnoException | null, result: Result) => void;

/** Hears of what a walk comes across beside files and folders. */
export interface EntryListener {
  /** Pipes, sockets and devices, and links that cannot be followed: fdir passes over them without a word. */
  other(path: string): void;
  link(path: string): void;
}

function isOther(entry: Dirent): boolean {
  return !entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink();
}

/** The file system as fdir is to see it, which tells of entries what fdir asks anyway: that costs nothing. */
export function tellingEntries({ other, link }: EntryListener): FSLike {
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
  // Of all their forms these are the ones that fdir calls.
  return { ...fs, readdir, realpath } as unknown as FSLike;
}

import fs, { type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { FSLike } from 'fdir';

type Done<Result> = (error: NodeJS.ErrnoException | null, result: Result) => void;

function isOther(entry: Dirent): boolean {
  return !entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink();
}

/**
 * The file system as fdir is to see it, which passes over what is neither a file nor a folder without a word. Told here
 * from what fdir asks anyway, which costs nothing.
 * @param tell hears of pipes, sockets and devices, and of links that cannot be followed
 */
export function tellingOthers(tell: (path: string) => void): FSLike {
  const readdir = (folder: string, options: { withFileTypes: true }, done: Done<Dirent[]>) =>
    fs.readdir(folder, options, (error, entries = []) => {
      for (const entry of entries) if (isOther(entry)) tell(join(folder, entry.name));
      done(error, entries);
    });
  const realpath = (path: string, done: Done<string>) =>
    fs.realpath(path, (error, real) => {
      if (error) tell(path);
      done(error, real);
    });
  // Of all their forms these are the ones that fdir calls.
  return { ...fs, readdir, realpath } as unknown as FSLike;
}

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { execPath } from 'node:process';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';

/** A workspace and a store in which single system calls of the command line fail. */

const cli = join(__dirname, '..', '..', '..', 'dist', 'cli.cjs');
/** Calls that write. */
const writingCalls = 'openw write copy fsync rename link mkdir unlink rmdir';
/** A call that takes longer hangs, in ms. */
const longestMs = 120_000;

export type ErrorName = 'ENOSPC' | 'EIO' | 'EPERM';

/** The nth writing call fails. With the error `kill`, it kills all processes instead. */
export interface Fault {
  readonly nth: number;
  readonly error: ErrorName | 'kill';
  readonly calls?: string;
  /** Part of the path; by default everything in the place. */
  readonly path?: string;
}

export interface Said {
  readonly args: readonly string[];
  readonly code: number | null;
  /** Everything it printed. */
  readonly text: string;
  /** The call that failed and its path; empty if none did. */
  readonly failed: string;
}

/** Compiles the library that makes calls fail. @throws Error without gcc */
export function compileLibrary(folder: string): string {
  const library = join(folder, 'failCalls.so');
  const source = join(__dirname, '..', '..', '..', 'test', 'torture', 'faults', 'failCalls.c');
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl']);
  return library;
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A small image, which is another one each time. */
function noise(mean: number): Promise<Buffer> {
  return sharp({ create: { width: 80, height: 60, channels: 3, background: '#000', noise: { type: 'gaussian', mean, sigma: 40 } } })
    .jpeg()
    .toBuffer();
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

export class FaultPlace {
  readonly live: string;
  readonly work: string;
  readonly images: string;
  readonly out: string;
  readonly store: string;
  readonly #links: string;
  readonly #counter: string;
  #originals: readonly Buffer[] | undefined;
  /** Disks that are mounted in the place. */
  readonly #disks = new Set<string>();

  constructor(
    readonly folder: string,
    readonly library: string,
  ) {
    this.live = join(folder, 'live');
    this.work = join(this.live, 'work');
    this.images = join(this.work, 'images');
    this.out = join(this.work, 'out');
    this.store = join(this.live, 'store');
    this.#links = join(this.live, 'links');
    this.#counter = join(folder, 'count');
  }

  /** Empties the place, unmounts its disks, and puts two images in it and an empty lock file. */
  async reset(): Promise<void> {
    this.unmount();
    rmSync(this.live, { recursive: true, force: true });
    for (const path of [this.images, this.out, this.store]) mkdirSync(path, { recursive: true });
    this.#originals ??= await Promise.all([100, 120].map(noise));
    for (const [index, bytes] of this.#originals.entries()) writeFileSync(join(this.images, `${index}.jpg`), bytes);
    writeFileSync(join(this.work, 'assetmill.lock.json'), '{}\n');
  }

  /** Gives each image a second name elsewhere: then its original is kept as a copy, not as a link. */
  linkImages(): void {
    mkdirSync(this.#links);
    for (const path of this.#imagesIn(this.images)) linkSync(path, join(this.#links, basename(path)));
  }

  /** Keeps the state of the place under a name. */
  save(name: string): void {
    rmSync(join(this.folder, name), { recursive: true, force: true });
    execFileSync('cp', ['-a', this.live, join(this.folder, name)]);
  }

  /** Puts the place in a state that was kept. */
  restore(name: string): void {
    for (const folder of [this.work, this.store, this.#links]) {
      // A folder on which a disk is mounted stays.
      const contents = () => readdirSync(folder).filter((each) => !this.#disks.has(join(folder, each)));
      for (const disk of [...this.#disks].filter((each) => existsSync(each)))
        for (const each of readdirSync(disk)) rmSync(join(disk, each), { recursive: true, force: true });
      if (existsSync(folder)) for (const each of contents()) rmSync(join(folder, each), { recursive: true, force: true });
    }
    // Two names of a file cannot be on two disks.
    const how = this.#disks.size > 0 ? ['-R', '--preserve=mode,ownership,timestamps'] : ['-a'];
    execFileSync('cp', [...how, `${join(this.folder, name)}/.`, this.live]);
  }

  /** Mounts a disk in memory. @returns whether that is possible here */
  mount(folder: string, kilobytes: number): boolean {
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'assetmill-torture', folder]);
    if (status === 0) this.#disks.add(folder);
    return status === 0;
  }

  unmount(): void {
    for (const disk of this.#disks) execFileSync('umount', ['-l', disk]);
    this.#disks.clear();
  }

  /** Carries out a call of the command line, to its end. */
  async call(args: readonly string[], fault?: Fault): Promise<Said> {
    rmSync(this.#counter, { force: true });
    const child = spawn(execPath, [cli, ...args], {
      cwd: this.work,
      env: { ...process.env, ASSETMILL_STORE: this.store, ...(fault && this.#faultEnvironment(fault)) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const timer = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), longestMs);
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    clearTimeout(timer);
    return { args, code: code as number | null, text: err + out, failed: fault ? this.#failedCall() : '' };
  }

  #faultEnvironment({ nth, error, calls = writingCalls, path = `${this.live}/` }: Fault): Record<string, string> {
    const errno = error === 'kill' ? 0 : constants.errno[error];
    return {
      FAULT_CALL: calls,
      FAULT_NTH: String(nth),
      FAULT_ERRNO: String(errno),
      FAULT_PATH: path,
      FAULT_COUNT: this.#counter,
      LD_PRELOAD: this.library,
    };
  }

  #failedCall(): string {
    const counted = existsSync(this.#counter) ? readFileSync(this.#counter).subarray(4) : Buffer.alloc(0);
    return counted
      .subarray(0, Math.max(0, counted.indexOf(0)))
      .toString()
      .replace(`${this.live}/`, '');
  }

  #imagesIn(folder: string): string[] {
    return filesIn(folder).filter((path) => path.endsWith('.jpg'));
  }

  /** The digests of the images in the workspace, by their paths. */
  imageDigests(): Record<string, string> {
    return Object.fromEntries(
      this.#imagesIn(this.work)
        .sort()
        .map((path) => [path.slice(this.work.length + 1), digest(path)]),
    );
  }

  /** The digests of everything that the store keeps. */
  keptDigests(): ReadonlySet<string> {
    return new Set(filesIn(this.store).map(digest));
  }

  /** Whether a run in the store was not finished by its process. */
  isInterrupted(): boolean {
    const records = filesIn(this.store).filter((path) => basename(path) === 'run.json');
    return records.some((path) => /"phase":"(planning|running|interrupted)"/.test(readFileSync(path, 'utf8')));
  }

  /** Files that no call may leave behind for good. */
  leftovers(): string[] {
    const isLeftover = (path: string) =>
      /\.tmp$|\.deleted$|undo\.json$|\.lock$/.test(path) || basename(path).startsWith('.assetmill-') || path.includes('.deleted/');
    const all = [...filesIn(this.work), ...filesIn(this.store)].filter(isLeftover);
    return all.map((path) => path.slice(this.live.length + 1));
  }

  /** Texts that are not whole. */
  tornTexts(): string[] {
    const torn: string[] = [];
    const lock = readFileSync(join(this.work, 'assetmill.lock.json'), 'utf8');
    if (!lock.endsWith('}\n')) torn.push('assetmill.lock.json');
    const manifest = join(this.out, 'manifest.txt');
    if (existsSync(manifest) && !/^([0-9a-f]{64}: \S+\n)*$/.test(readFileSync(manifest, 'utf8'))) torn.push('manifest.txt');
    return torn;
  }
}

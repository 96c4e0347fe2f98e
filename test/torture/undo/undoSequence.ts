import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { Journal } from '../../../src/engine/commit/journal';
import { moveToStorage } from '../../../src/engine/commit/moveToStorage';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { planProcessing } from '../../../src/engine/plan/planProcessing';
import { processTask } from '../../../src/engine/process/processTask';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import type { Profile, Recipe } from '../../../src/shared/recipe/recipe';
import { isTask, type PlanEntry } from '../../../src/shared/run/plan';
import type { Outcome } from '../../../src/shared/run/run';
import { makeRandom, type Random } from '../../sample/random';
import { type Effect, type Files, ModelRun, type TaskEffects } from './undoModel';

/** Random runs, edits, undos, and redos in a folder, which is compared with a model after each. */

const small = { operation: 'resize', longEdge: 4 } as const;
const profiles: Readonly<Record<string, Profile>> = {
  replace: { steps: [small], replace: true },
  smaller: { steps: [{ ...small, longEdge: 3 }], replace: true },
  webp: { steps: [small], replace: true, outputs: [{ format: 'webp' }] },
  folder: { steps: [small], outputs: [{ folder: 'out' }] },
  again: { steps: [{ ...small, longEdge: 2 }], outputs: [{ folder: 'out' }], conflict: 'overwrite' },
  several: {
    steps: [small],
    outputs: [
      { folder: 'out/deep', name: '{name}-s' },
      { format: 'webp', folder: 'out' },
    ],
    conflict: 'overwrite',
  },
};

/** Paths that the user gives files. Few, so that they meet those of runs. */
const userPaths = ['a.png', 'b.png', 'sub/a.png', 'sub/c.png', 'a.webp', 'out/a.png', 'out/b.webp', 'out/deep/a-s.png', 'notes.txt'];

/** What was carried out, with what is needed to repeat it. */
interface KnownRun {
  readonly id: string;
  readonly directory: string;
  readonly model: ModelRun;
  readonly again?: { readonly profile: string; readonly selection: readonly string[] };
}

class UndoSequence {
  readonly #random: Random;
  readonly #root: string;
  readonly #store: string;
  readonly #runs: KnownRun[] = [];
  /** What is expected to be on the disk. */
  #files: Files = new Map();
  /** Contents that a path had, for a user who puts one back. */
  readonly #contents = new Map<string, Buffer>();
  /** What happened, to be read when something does not hold. */
  readonly #log: string[] = [];

  constructor(
    readonly place: string,
    seed: number,
  ) {
    this.#random = makeRandom(seed);
    this.#root = join(place, 'work');
    this.#store = join(place, 'store');
    for (const folder of [join(this.#root, 'empty'), this.#store]) mkdirSync(folder, { recursive: true });
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.#below(items.length)];
  }

  /** The files of the folder now. */
  #onDisk(): Files {
    const entries = readdirSync(this.#root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(
      entries.map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        const digest = digestOf(bytes);
        this.#contents.set(digest, bytes);
        return [path, digest];
      }),
    );
  }

  async #newContent(path: string): Promise<Buffer> {
    if (path.endsWith('.txt') || this.#random() < 0.3) return Buffer.from(`edit ${this.#random()}`);
    const background = { r: this.#below(256), g: this.#below(256), b: this.#below(256) };
    const image = sharp({ create: { width: 6 + this.#below(4), height: 5 + this.#below(3), channels: 3, background } });
    return path.endsWith('.webp') ? image.webp().toBuffer() : image.png().toBuffer();
  }

  #write(path: string, content: Buffer): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    this.#files.set(path, digestOf(content));
    this.#contents.set(digestOf(content), content);
  }

  async #edit(): Promise<void> {
    const path = this.#random() < 0.5 ? this.#pick([...this.#files.keys()]) : join(this.#root, this.#pick(userPaths) as string);
    if (path === undefined) return;
    this.#log.push(`edit ${path}`);
    this.#write(path, await this.#newContent(path));
  }

  #putBack(): void {
    const [path, digest] = [this.#pick([...this.#files.keys()]), this.#pick([...this.#contents.keys()])];
    if (path === undefined || digest === undefined) return;
    this.#log.push(`put ${digest.slice(0, 6)} back to ${path}`);
    this.#write(path, this.#contents.get(digest) as Buffer);
  }

  #delete(): void {
    const path = this.#pick([...this.#files.keys()]);
    if (path === undefined) return;
    this.#log.push(`delete ${path}`);
    rmSync(path);
    this.#files.delete(path);
  }

  #rename(): void {
    const from = this.#pick([...this.#files.keys()]);
    const to = join(this.#root, this.#pick(userPaths) as string);
    if (from === undefined || from === to) return;
    this.#log.push(`rename ${from} to ${to}`);
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
    this.#files.set(to, this.#files.get(from) as string);
    this.#files.delete(from);
  }

  #newRun(): { readonly id: string; readonly directory: string } {
    const id = `run-${this.#runs.length}`;
    const directory = join(this.#store, id);
    mkdirSync(directory);
    return { id, directory };
  }

  async #outcomesOf(recipe: Recipe, selection: readonly string[], { id, directory }: { readonly id: string; readonly directory: string }) {
    const entries: PlanEntry[] = [];
    const rules = { allowedFolders: [], excludeGlobs: [], useIgnoreFiles: false };
    const send = async (batch: readonly PlanEntry[]) => void entries.push(...batch);
    await planProcessing({ selection, roots: [this.#root], recipe, ...rules }, { send }, new AbortController().signal);
    const journal = new Journal(directory);
    const outcomes: Outcome[] = [];
    const context = { setup: { runId: id, recipe, directory, timeoutSeconds: 60 }, journal, worker: 0 };
    for (const task of entries.filter(isTask)) outcomes.push(await processTask(task, context, () => {}));
    journal.close();
    return outcomes;
  }

  /** What a task did, by its outcome, as far as the disk shows it. It may have changed only that. */
  #effectsOf({ source, outputs }: Outcome, replaces: boolean, files: Files, after: Files): TaskEffects {
    const written = outputs.map(({ target }): Effect => ({ path: target, before: files.get(target), after: after.get(target) }));
    const isMoved = replaces && outputs.length > 0 && outputs.every(({ target }) => target !== source);
    const effects = isMoved ? [...written, { path: source, before: files.get(source) }] : written;
    for (const { path, after: made } of effects) {
      if (made === undefined) files.delete(path);
      else files.set(path, made);
    }
    return effects;
  }

  async #run(profile = this.#pick(Object.keys(profiles)) as string, chosen?: readonly string[]): Promise<void> {
    const selection = chosen ?? [...this.#files.keys()].filter(() => this.#random() < 0.4);
    this.#log.push(`${profile} run ${this.#runs.length} of ${selection.join(', ')}`);
    const parsed = parseProfile(profile, profiles[profile]);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    const run = this.#newRun();
    const outcomes = await this.#outcomesOf(parsed.recipe, selection, run);
    const after = this.#onDisk();
    const tasks = outcomes.map((outcome) => this.#effectsOf(outcome, parsed.recipe.replace, this.#files, after));
    this.#runs.push({ ...run, model: new ModelRun(tasks), again: { profile, selection } });
  }

  /** Moves a file into the folder of a run, as a duplicate of another. */
  #removeDuplicate(): void {
    const [found, kept] = [this.#pick([...this.#files.keys()]), this.#pick([...this.#files.keys()])];
    if (found === undefined || kept === undefined || found === kept) return;
    this.#log.push(`run ${this.#runs.length} removes ${found}`);
    const run = this.#newRun();
    const refused = moveToStorage(run.directory, 1, found, kept);
    if (refused !== undefined) throw new Error(refused);
    this.#runs.push({ ...run, model: new ModelRun([[{ path: found, before: this.#files.get(found) }]]) });
    this.#files.delete(found);
  }

  #undo(): void {
    // Mostly the newest one.
    const run = this.#random() < 0.4 ? this.#runs.at(-1) : this.#pick(this.#runs);
    const path = run && this.#random() < 0.4 ? this.#pick(run.model.paths) : undefined;
    if (run === undefined) return;
    const only = path === undefined ? undefined : [path];
    this.#log.push(`undo ${run.id} ${only ?? ''}`);
    const expected = run.model.undo(this.#files, only);
    const { restored, removed, refused } = undoRun(run.directory, run.id, { ...(only && { only }) });
    const report = { restored, removed, refused: refused.map((each) => each.path) };
    if (JSON.stringify(report) !== JSON.stringify(expected))
      throw new Error(`undo reports ${JSON.stringify(report)}, expected is ${JSON.stringify(expected)}: ${JSON.stringify(refused)}`);
  }

  async #redo(): Promise<void> {
    const again = this.#pick(this.#runs)?.again;
    if (again)
      await this.#run(
        again.profile,
        again.selection.filter((path) => this.#files.has(path)),
      );
  }

  /** Compares the folder with the model. @throws what differs */
  #check(): void {
    const disk = this.#onDisk();
    for (const path of new Set([...disk.keys(), ...this.#files.keys()]))
      if (disk.get(path) !== this.#files.get(path)) throw new Error(`${path} is ${disk.get(path)}, expected is ${this.#files.get(path)}`);
    const names = readdirSync(this.place, { recursive: true, encoding: 'utf8' });
    const temps = names.filter((name) => name.includes('.assetmill-') || name.endsWith('.tmp'));
    if (temps.length > 0) throw new Error(`left: ${temps.join(', ')}`);
    if (!names.includes(join('work', 'empty'))) throw new Error("the user's empty folder is gone");
  }

  async #step(): Promise<void> {
    const chance = this.#random();
    if (chance < 0.12) await this.#edit();
    else if (chance < 0.16) this.#putBack();
    else if (chance < 0.22) this.#delete();
    else if (chance < 0.28) this.#rename();
    else if (chance < 0.52) await this.#run();
    else if (chance < 0.58) this.#removeDuplicate();
    else if (chance < 0.64) await this.#redo();
    else this.#undo();
    this.#check();
  }

  async run(steps: number): Promise<void> {
    for (let count = 0; count < 4; count += 1) await this.#edit();
    try {
      for (let count = 0; count < steps; count += 1) await this.#step();
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.#log.join('\n')}`, { cause: error });
    }
  }
}

/** Carries out a random sequence. @param seed repeats it @throws an Error that says what did not hold, after which steps, and the seed */
export async function runUndoSequence(seed: number, steps: number): Promise<void> {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'assetmill-undo-')));
  try {
    await new UndoSequence(place, seed).run(steps);
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { PoolClient, type PoolClientOptions } from '../../src/client/pool/poolClient';
import type { PoolSettings } from '../../src/client/pool/poolProcess';
import type { RunResult } from '../../src/client/runs/carryOut';
import { executePlan, type RunOptions } from '../../src/client/runs/executePlan';
import { type Plan, requestPlan } from '../../src/client/runs/requestPlan';
import { newRunId } from '../../src/client/store/runRecord';
import { parseProfile } from '../../src/shared/recipe/parseProfile';
import { type Destination, resizeProfile, type Size } from '../../src/shared/recipe/presets';
import type { Profile, Recipe } from '../../src/shared/recipe/recipe';
import type { PlanRequest } from '../../src/shared/run/plan';
import type { Outcome } from '../../src/shared/run/run';

/** A recipe like that of Resize Images... */
export function resizeRecipe(size: Size, destination: Destination, extra: Partial<Profile> = {}): Recipe {
  const parsed = parseProfile('test', resizeProfile(size, destination, extra));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

export interface Ran {
  readonly result: RunResult;
  readonly outcomes: readonly Outcome[];
}

/** A temporary folder with images and a store of runs, and clients that use it. `dispose` removes everything. */
export class Workspace {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'assetmill-test-')));
  readonly images = join(this.root, 'images');
  readonly out = join(this.root, 'out');
  readonly store = join(this.root, 'runs');
  readonly log: string[] = [];
  readonly #clients: PoolClient[] = [];

  /** The recipe of most tests: 120 px, into the folder `out`. */
  readonly recipe = resizeRecipe({ longEdge: 120 }, { kind: 'folder', folder: 'out' });

  client(settings: PoolSettings | (() => PoolSettings), options: Partial<PoolClientOptions> = {}): PoolClient {
    const read = typeof settings === 'function' ? settings : () => settings;
    const client = new PoolClient({ settings: read, log: (line) => this.log.push(line), idleMs: 60_000, ...options });
    this.#clients.push(client);
    return client;
  }

  request(recipe: Recipe = this.recipe, selection: readonly string[] = [this.images]): PlanRequest {
    return { selection, roots: [this.root], allowedFolders: [], recipe, excludeGlobs: [], useIgnoreFiles: true };
  }

  plan(client: PoolClient, recipe?: Recipe, selection?: readonly string[]): Promise<Plan> {
    return requestPlan(client, this.request(recipe, selection), new AbortController().signal);
  }

  /** Executes a plan. @param onOutcomes called with the number of outcomes so far */
  async run(
    client: PoolClient,
    plan: Plan,
    { recipe, ...options }: Partial<RunOptions> & { readonly recipe?: Recipe } = {},
    onOutcomes: (count: number) => void = () => {},
  ): Promise<Ran> {
    const outcomes: Outcome[] = [];
    const result = await executePlan(plan, {
      id: newRunId(),
      client,
      store: this.store,
      request: this.request(recipe),
      title: 'Test',
      destination: '',
      timeoutSeconds: 60,
      signal: new AbortController().signal,
      workers: () => {},
      ...options,
      outcomes: (batch) => {
        outcomes.push(...batch);
        onOutcomes(outcomes.length);
      },
    });
    return { result, outcomes: outcomes.sort((a, b) => a.id - b.id) };
  }

  /** The paths of all files below a folder, except those in the store. */
  files(folder = this.root): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.startsWith(this.store));
  }

  temps(): string[] {
    return this.files().filter((path) => basename(path).startsWith('.assetmill-'));
  }

  dispose(): void {
    for (const client of this.#clients) client.dispose();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Decodes images completely and returns their distinct sizes, such as `120x90`. Throws on a broken image. */
export async function decodedSizes(paths: readonly string[]): Promise<string[]> {
  const sizes = await Promise.all(
    paths.map(async (path) => {
      const { info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
      return `${info.width}x${info.height}`;
    }),
  );
  return [...new Set(sizes)];
}

/** SHA-256 of a file. */
export function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** The number of outcomes by status. */
export function countByStatus(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TuningState } from '../../../src/extension/state/tuningState';
import { TuningSession, type TuningWork } from '../../../src/extension/tune/tuningSession';
import type { TuningChoice } from '../../../src/shared/protocol/tuningProtocol';
import { filterNames } from '../../../src/shared/recipe/filterChoices';
import type { Recipe } from '../../../src/shared/recipe/recipe';

let folder: string;
const sessions: TuningSession[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetmill-tuning-'));
});

afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
  rmSync(folder, { recursive: true, force: true });
});

const facts = { format: 'webp', width: 8, height: 8, pages: 1, alpha: false, metadata: [], reduced: false } as const;
const convert = (quality: number): TuningChoice => ({ operation: 'convert', format: 'webp', quality, lossless: false });
const estimate = { bytesIn: 100, bytesOut: 50, low: 40, high: 60, sampled: 2, files: 2 };

/** The quality that a recipe asks for. */
const qualityOf = (recipe: Recipe) => Number(recipe.outputs[0]?.quality ?? 0);

interface SetUp {
  readonly choice?: TuningChoice;
  readonly images?: readonly string[];
  readonly work?: Partial<TuningWork>;
}

/** A session whose outputs have as many bytes as their quality. */
function setUp({ choice = convert(80), images = ['/photos/a.jpg', '/photos/b.jpg'], work = {} }: SetUp = {}) {
  const state = new TuningState();
  const directory = join(folder, 'tune');
  const functions = {
    isBusy: () => false,
    show: vi.fn(async (source: string) => ({ ...facts, bytes: 100, path: source })),
    tryRecipe: vi.fn(async (_source: string, recipe: Recipe, target: { readonly directory: string; readonly name: string }) => {
      mkdirSync(target.directory, { recursive: true });
      const path = join(target.directory, target.name);
      writeFileSync(path, '');
      return { notes: [], after: { ...facts, bytes: qualityOf(recipe), path } };
    }),
    drawFilters: vi.fn(async () => filterNames.map((filter) => `/${filter}.webp`)),
    estimate: vi.fn(async () => estimate),
    urlOf: (path: string) => `uri:${path}`,
    displayPath: (path: string) => path.slice('/photos/'.length),
    log: vi.fn(),
    ...work,
  } satisfies TuningWork;
  const session = new TuningSession(state, functions, { title: 'Convert', choice, destination: { kind: 'beside' }, images, directory });
  sessions.push(session);
  return { state, session, work: functions, directory };
}

const settled = { timeout: 10_000 };

describe('A session', () => {
  it('shows the image before and after, its size in each format, and an estimate', async () => {
    const { state } = setUp();
    expect(state.view).toMatchObject({ file: 'a.jpg', index: 0, count: 2, progress: 'rendering' });
    await vi.waitFor(() => expect(state.view?.estimate).toEqual(estimate), settled);
    await vi.waitFor(() => expect(state.view?.formats).toHaveLength(4), settled);
    expect(state.view).toMatchObject({ progress: 'idle', before: { url: 'uri:/photos/a.jpg' }, after: { bytes: 80 } });
    const sizes = Object.fromEntries((state.view?.formats ?? []).map(({ format, bytes }) => [format, bytes]));
    expect(sizes).toEqual({ jpeg: 80, webp: 80, avif: 80, png: 0 });
  });

  it('tries only the newest of choices that follow each other', async () => {
    const { state, session, work } = setUp();
    for (const quality of [70, 60, 50]) session.tune(convert(quality));
    await vi.waitFor(() => expect(state.view?.estimate).toBeDefined(), settled);
    expect(state.view?.after?.bytes).toBe(50);
    const tried = vi.mocked(work.tryRecipe).mock.calls.map(([, recipe]) => qualityOf(recipe));
    expect(new Set(tried)).toEqual(new Set([50, 0]));
  });

  it('drops what a newer choice overtakes, and works on one thing at a time', async () => {
    let [running, most] = [0, 0];
    const tryRecipe = vi.fn(async (_: string, recipe: Recipe) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 300));
      running -= 1;
      return { notes: [], after: { ...facts, bytes: qualityOf(recipe), path: '/x' } };
    });
    const { state, session } = setUp({ work: { tryRecipe } });
    const seen = new Set<number | undefined>();
    state.onChange(() => seen.add(state.view?.after?.bytes));
    await vi.waitFor(() => expect(tryRecipe).toHaveBeenCalled(), settled);
    session.tune(convert(20));
    await vi.waitFor(() => expect(state.view?.progress).toBe('idle'), settled);
    expect(state.view?.after?.bytes).toBe(20);
    expect(seen.has(80)).toBe(false);
    expect(most).toBe(1);
  });

  it('remembers a choice that comes back', async () => {
    const { state, session, work } = setUp({ choice: { operation: 'resize', longEdge: 640 } });
    await vi.waitFor(() => expect(state.view?.estimate).toBeDefined(), settled);
    session.tune({ operation: 'resize', longEdge: 320 });
    await vi.waitFor(() => expect(work.tryRecipe).toHaveBeenCalledTimes(2), settled);
    session.tune({ operation: 'resize', longEdge: 640 });
    await vi.waitFor(() => expect(state.view?.estimate).toBeDefined(), settled);
    expect(work.tryRecipe).toHaveBeenCalledTimes(2);
    session.tune(convert(50));
    expect(state.view?.choice, 'another operation').toEqual({ operation: 'resize', longEdge: 640 });
  });

  it('waits for the end of a run, and says so', async () => {
    let isBusy = true;
    const { state, work } = setUp({ work: { isBusy: () => isBusy } });
    await vi.waitFor(() => expect(state.view?.progress).toBe('waiting'), settled);
    expect(work.tryRecipe).not.toHaveBeenCalled();
    isBusy = false;
    await vi.waitFor(() => expect(state.view?.progress).toBe('idle'), settled);
    expect(state.view?.after?.bytes).toBe(80);
  });

  it('shows another image of the selection, and stops at its end', async () => {
    const { state, session } = setUp();
    session.step(1);
    session.step(1);
    await vi.waitFor(() => expect(state.view?.progress).toBe('idle'), settled);
    expect(state.view).toMatchObject({ file: 'b.jpg', index: 1, before: { url: 'uri:/photos/b.jpg' } });
  });

  it('draws the filters once for each image', async () => {
    const { state, session, work } = setUp({ choice: { operation: 'filter', filter: 'sepia', intensity: 100 } });
    await vi.waitFor(() => expect(state.view?.estimate).toBeDefined(), settled);
    expect(state.view?.swatches[0]).toBe('uri:/blur.webp');
    session.tune({ operation: 'filter', filter: 'blur', intensity: 10 });
    await vi.waitFor(() => expect(state.view?.estimate).toBeDefined(), settled);
    expect(work.drawFilters).toHaveBeenCalledTimes(1);
  });

  it('shows why there is no preview', async () => {
    const tryRecipe = async () => {
      throw new Error('The file is empty (0 bytes).');
    };
    const { state, work } = setUp({ work: { tryRecipe } });
    await vi.waitFor(() => expect(state.view?.message).toBe('The file is empty (0 bytes).'), settled);
    expect(state.view?.after).toBeUndefined();
    expect(work.log).toHaveBeenCalled();
  });

  it('says that a selection contains no images', () => {
    expect(setUp({ images: [] }).state.view?.message).toBe('The selection contains no images.');
  });

  it('removes its files when it is closed, and shows nothing any more', async () => {
    const { state, session, directory } = setUp();
    await vi.waitFor(() => expect(state.view?.estimate).toBeDefined(), settled);
    expect(existsSync(directory)).toBe(true);
    session.close();
    session.tune(convert(10));
    expect(state.view).toBeNull();
    await vi.waitFor(() => expect(existsSync(directory)).toBe(false), settled);
  });
});

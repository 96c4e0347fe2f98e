import { linkSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { GroupedFile } from '../../../src/client/duplicates/fileGroup';
import { type StoreDuplicatesOptions, storeDuplicates } from '../../../src/client/duplicates/storeDuplicates';
import { recoverRuns } from '../../../src/client/history/recoverRuns';
import { undoLastRun } from '../../../src/client/history/undoLastRun';
import type { PoolClient } from '../../../src/client/pool/poolClient';
import { RunFolder } from '../../../src/client/store/runFolder';
import { newRunId } from '../../../src/client/store/runRecord';
import { lastUndoable } from '../../../src/client/store/storedRuns';
import { bundles, setUpPool, workspace } from '../../pool/setUp';

setUpPool();

beforeEach(() => mkdir(workspace.images));

function newClient(): PoolClient {
  return workspace.client({ poolFile: bundles.poolFile, workers: 1 });
}

/** A file on disk, as a search found it. */
function file(name: string, text = 'content'): GroupedFile {
  const path = join(workspace.images, name);
  writeFileSync(path, text);
  utimesSync(path, 1000, 1_234_567.891);
  return { path, bytes: statSync(path).size, mtimeMs: 1_234_567_891 };
}

function optionsOf(client: PoolClient, rest: Partial<StoreDuplicatesOptions> = {}): StoreDuplicatesOptions {
  return { id: newRunId(), client, store: workspace.store, title: 'Move Duplicates', roots: [workspace.root], ...rest };
}

const names = () =>
  workspace
    .files()
    .map((path) => basename(path))
    .sort();

describe('storeDuplicates', () => {
  test('moves files that undo restores, even in a window that was opened after the run', async () => {
    const [kept, one, two] = [file('kept'), file('one'), file('two')];
    const client = newClient();
    const moved: string[] = [];
    const progress = ({ path }: GroupedFile) => moved.push(basename(path));
    const report = await storeDuplicates([{ kept, removable: [two, one] }], optionsOf(client, { progress }));
    expect(report.moved).toEqual([two, one]);
    expect(report.errors.size).toBe(0);
    expect(moved).toEqual(['two', 'one']);
    expect(names()).toEqual(['kept']);
    client.dispose();
    const undone = await undoLastRun(newClient(), workspace.store, undefined);
    expect(undone?.report).toEqual({ restored: 2, removed: 0, refused: [] });
    expect(undone?.folder.record).toMatchObject({ kind: 'duplicates', undone: true, phase: 'finished' });
    expect(names()).toEqual(['kept', 'one', 'two']);
    for (const { path, mtimeMs } of [one, two]) {
      expect(readFileSync(path, 'utf8')).toBe('content');
      expect(Math.floor(statSync(path).mtimeMs)).toBe(mtimeMs);
    }
  });

  test('records the outcome of each file', async () => {
    const [kept, one, two] = [file('kept'), file('one'), file('two')];
    writeFileSync(one.path, 'changed, and longer');
    const report = await storeDuplicates([{ kept, removable: [one, two] }], optionsOf(newClient()));
    expect([...report.errors.values()]).toEqual(['Not moved: the file has changed since the search.']);
    const [folder] = await RunFolder.list(workspace.store);
    expect(folder?.record.message).toBe("Moved to Assetmill's storage: 1 file (7 B).");
    const { rows, outcomes } = (await folder?.report.read()) ?? { rows: [], outcomes: [] };
    expect(rows.map(({ id, source }) => [id, source])).toEqual([
      [0, one.path],
      [1, two.path],
    ]);
    expect(outcomes.map(({ id, status }) => [id, status])).toEqual([
      [0, 'skipped'],
      [1, 'done'],
    ]);
  });

  test('never moves a whole group: a hard link to the kept file is not a duplicate', async () => {
    const kept = file('kept');
    const name = join(workspace.images, 'name');
    linkSync(kept.path, name);
    const { moved, refusal } = await storeDuplicates([{ kept, removable: [{ ...kept, path: name }] }], optionsOf(newClient()));
    expect([moved, refusal]).toEqual([[], undefined]);
    expect(names()).toEqual(['kept', 'name']);
    expect(await lastUndoable(workspace.store, undefined)).toBeUndefined();
  });

  test('stops between two files at a cancel', async () => {
    const [kept, one, two] = [file('kept'), file('one'), file('two')];
    const abort = new AbortController();
    const canceling = { progress: () => abort.abort(), signal: abort.signal };
    const { moved } = await storeDuplicates([{ kept, removable: [one, two] }], optionsOf(newClient(), canceling));
    expect(moved).toEqual([one]);
    expect(names()).toEqual(['kept', 'two']);
    const [folder] = await RunFolder.list(workspace.store);
    expect(folder?.record.phase).toBe('canceled');
    expect((await folder?.report.read())?.outcomes.map(({ status }) => status)).toEqual(['done', 'canceled']);
  });

  test('loses no file when the pool process is killed, whatever it was doing', async () => {
    const kept = file('kept');
    const removable = Array.from({ length: 60 }, (_, index) => file(`copy-${String(index).padStart(2, '0')}`, 'x'.repeat(50_000)));
    const client = newClient();
    const kill = async () => {
      const { pid, exited } = await client.process();
      process.kill(pid as number, 'SIGKILL');
      await exited;
    };
    const kills: Promise<void>[] = [];
    let heard = 0;
    const progress = () => {
      heard += 1;
      if (heard % 15 === 0) kills.push(setTimeout(heard / 15).then(kill));
    };
    const { moved, errors } = await storeDuplicates([{ kept, removable }], optionsOf(client, { progress }));
    await Promise.all(kills);
    expect(moved.length + errors.size).toBe(60);
    // Exactly the files that are reported as moved are gone.
    const there = new Set(workspace.files());
    expect(removable.filter(({ path }) => !there.has(path))).toEqual(moved);
    expect((await undoLastRun(client, workspace.store, undefined))?.report).toEqual({ restored: moved.length, removed: 0, refused: [] });
    for (const { path } of removable) expect(readFileSync(path, 'utf8')).toBe('x'.repeat(50_000));
    expect(workspace.temps()).toEqual([]);
  });

  test('files that an undo refuses can be undone later', async () => {
    const [kept, one, two] = [file('kept'), file('one'), file('two')];
    const client = newClient();
    await storeDuplicates([{ kept, removable: [one, two] }], optionsOf(client));
    writeFileSync(two.path, 'something else');
    const first = await undoLastRun(client, workspace.store, undefined);
    expect(first?.report).toMatchObject({ restored: 1, refused: [{ path: two.path }] });
    expect(first?.folder.record.undone).toBe(false);
    rmSync(two.path);
    expect((await undoLastRun(client, workspace.store, undefined))?.report).toMatchObject({ restored: 1, refused: [] });
    expect(names()).toEqual(['kept', 'one', 'two']);
  });

  test('can be undone after its window was killed', async () => {
    const [kept, one] = [file('kept'), file('one')];
    const client = newClient();
    await storeDuplicates([{ kept, removable: [one] }], optionsOf(client));
    const [folder] = await RunFolder.list(workspace.store);
    await folder?.update({ phase: 'running', pid: 4_194_305 }); // no process has this id
    await recoverRuns(client, workspace.store);
    expect((await undoLastRun(client, workspace.store, undefined))?.report).toMatchObject({ restored: 1, refused: [] });
    expect(names()).toEqual(['kept', 'one']);
  });
});

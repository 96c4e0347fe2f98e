import { existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { undoLastRun } from '../../src/client/history/undoLastRun';
import { TaskRunner } from '../../src/client/runs/taskRunner';
import type { Outcome, Task } from '../../src/shared/run/run';
import { writeImages } from './images';
import { bundles, setUpPool, workspace } from './setUp';
import { digest, type Ran, resizeRecipe } from './workspace';

setUpPool();

const recipe = resizeRecipe({ longEdge: 120 }, { kind: 'replace' }, { outputs: [{ format: 'webp' }] });

/** Replaces one JPEG by a WebP, and returns what a second attempt needs. */
async function replaceOne(): Promise<{ task: Task; original: string; ran: Ran; second: () => Promise<Outcome> }> {
  const [source] = (await writeImages(workspace.images, 1)) as [string];
  const original = digest(source);
  const plan = await workspace.plan(workspace.client({ poolFile: bundles.poolFile, workers: 1 }), recipe);
  const [task] = plan.tasks as [Task];
  const ran = await workspace.run(workspace.client({ poolFile: bundles.poolFile, workers: 1 }), plan, { recipe });
  const second = async () => {
    const outcomes: Outcome[] = [];
    const { record, path: directory } = ran.result.folder;
    const setup = { runId: record.id, recipe, directory, timeoutSeconds: 60 };
    const events = { outcomes: (batch: readonly Outcome[]) => outcomes.push(...batch), workers: () => {} };
    const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
    const { signal } = new AbortController();
    await new TaskRunner({ client, setup, memoryBudget: 2 ** 30, events, signal }, [{ ...task, attempt: 1 }]).run();
    return outcomes[0] as Outcome;
  };
  return { task, original, ran, second };
}

test('A second attempt after a kill at the very end finds the work done', async () => {
  const { task, ran, second } = await replaceOne();
  const [output] = ran.outcomes[0]?.outputs ?? [];
  const before = digest(output?.target as string);
  expect(await second()).toMatchObject({ status: 'done', outputs: [{ ...output, width: 120, height: 90 }] });
  expect(digest(output?.target as string)).toBe(before);
  expect(existsSync(task.source)).toBe(false);
});

test('A second attempt after a kill before the source was removed removes it, and undo restores it', async () => {
  const { task, original, ran, second } = await replaceOne();
  // The state at that moment: the output is in place and in the journal, the source still exists and was backed up.
  const journal = join(ran.result.folder.path, 'journal.jsonl');
  const lines = readFileSync(journal, 'utf8').trim().split(/\n+/);
  expect(lines.map((line) => JSON.parse(line).action)).toEqual(['create', 'remove']);
  writeFileSync(journal, `${lines[0]}\n`);
  linkSync(join(ran.result.folder.path, 'originals', '0-0-source'), task.source);

  expect(await second()).toMatchObject({ status: 'done' });
  expect(existsSync(task.source)).toBe(false);
  const undone = await undoLastRun(workspace.client({ poolFile: bundles.poolFile, workers: 1 }), workspace.store, undefined);
  expect(undone?.report).toEqual({ restored: 1, removed: 1, refused: [] });
  expect(digest(task.source)).toBe(original);
  expect(workspace.files()).toEqual([task.source]);
});

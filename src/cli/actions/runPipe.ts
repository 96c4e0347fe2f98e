import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdin, stdout } from 'node:process';
import { pipeline } from 'node:stream/promises';
import { executePlan } from '../../client/runs/executePlan';
import { type Plan, requestPlan } from '../../client/runs/requestPlan';
import { newRunId } from '../../client/store/runRecord';
import type { Recipe } from '../../shared/recipe/recipe';
import type { PlanRequest } from '../../shared/run/plan';
import type { Outcome } from '../../shared/run/run';
import { memoryBudgetOf, type PoolOptions } from '../args/commonOptions';
import { exitCodes } from '../environment/exitCodes';
import type { PoolSession } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';

/** One image from standard input to standard output. It takes the way of every other file: a run, over a folder of its own. */

export interface PipeCall {
  readonly recipe: Recipe;
  readonly options: PoolOptions;
}

/** @throws UsageError for a terminal, from which nobody types an image, and which an image would confuse */
function refuseTerminals(): void {
  if (stdin.isTTY) throw new UsageError('Standard input is a terminal. Add an image: < photo.png');
  if (stdout.isTTY) throw new UsageError('Standard output is a terminal. Name a file for the image: > photo.webp');
}

/** @throws UsageError when the plan would write none or several files */
function refuseOthers({ tasks: [task], summary }: Plan): void {
  if (summary.errors.length > 0) throw new UsageError(summary.errors.map(({ message }) => message).join('\n'));
  const count = task?.outputs.length ?? 1;
  if (count !== 1) throw new UsageError(`Standard output takes one image, and this makes ${count}. Ask for one format and one size.`);
}

/** What became of the image, and why the run stopped before, if it did. */
interface PipeEnd {
  readonly outcome: Outcome | undefined;
  readonly stopped: string | undefined;
}

async function runOn(source: string, folder: string, { recipe, options }: PipeCall, session: PoolSession): Promise<PipeEnd> {
  const { client, signal } = session;
  const request: PlanRequest = {
    selection: [source],
    roots: [folder],
    allowedFolders: [],
    recipe,
    excludeGlobs: [],
    useIgnoreFiles: false,
  };
  const plan = await requestPlan(client, request, signal);
  refuseOthers(plan);
  let last: Outcome | undefined;
  const result = await executePlan(plan, {
    ...{ id: newRunId(), client, store: join(folder, 'store'), request, title: recipe.name, destination: '', signal },
    ...{ timeoutSeconds: options.timeout, ...memoryBudgetOf(options) },
    outcomes: ([outcome]) => {
      last = outcome;
    },
    workers: () => {},
  });
  return { outcome: last, stopped: result.state === 'stopped' ? result.message : undefined };
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/**
 * Processes the image on standard input and writes the result, or the image itself where it would be kept, to standard output.
 * @returns the exit code
 * @throws UsageError when a stream is a terminal, or the recipe makes several files
 */
export async function runPipe(call: PipeCall, session: PoolSession): Promise<number> {
  refuseTerminals();
  const folder = mkdtempSync(join(tmpdir(), 'assetmill-pipe-'));
  try {
    const source = join(folder, 'image');
    await pipeline(stdin, createWriteStream(source), { signal: session.signal });
    const { outcome, stopped } = await runOn(source, folder, call, session);
    if (!outcome || outcome.status === 'failed' || outcome.status === 'canceled') {
      say(stopped ?? outcome?.message ?? 'Canceled.');
      return exitCodes.someFailed;
    }
    for (const sentence of [outcome.message, ...(outcome.notes ?? [])]) if (sentence !== undefined) say(sentence);
    await pipeline([readFileSync(outcome.outputs[0]?.target ?? source)], stdout, { end: false });
    return exitCodes.success;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

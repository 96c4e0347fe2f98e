import { argv, stdout } from 'node:process';
import { PoolClient } from '../../src/client/pool/poolClient';
import { requestPlan } from '../../src/client/runs/requestPlan';
import { parseProfile } from '../../src/shared/recipe/parseProfile';
import { resizeProfile } from '../../src/shared/recipe/presets';
import type { PlanRequest } from '../../src/shared/run/plan';

/** Plans a run that finds everything up to date, in a pool process that has planned it before, as the editor's has after a first run. */

const [poolFile, folder, out, edge, results] = argv.slice(2) as [string, string, string, string, string];

async function main(): Promise<void> {
  const size = { longEdge: Number(edge) };
  const parsed = parseProfile('bench', resizeProfile(size, { kind: 'folder', folder: out }));
  if (!parsed.ok) throw new Error('the profile is wrong');
  const client = new PoolClient({ settings: () => ({ poolFile, workers: 2 }), log: () => {}, idleMs: 60_000 });
  const request: PlanRequest = {
    selection: [folder],
    roots: [folder],
    allowedFolders: [out],
    recipe: parsed.recipe,
    excludeGlobs: [],
    useIgnoreFiles: true,
    results: { folder: results, include: false, force: false },
  };
  await client.process('images');
  const plan = () => requestPlan(client, request, new AbortController().signal);
  await plan();
  const started = performance.now();
  const { tasks } = await plan();
  stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1000, left: tasks.length }));
  client.dispose();
}

void main();

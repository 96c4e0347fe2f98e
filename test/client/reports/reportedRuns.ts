import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ReportData, readReport } from '../../../src/client/reports/reportData';
import { type ReportOptions, reportLines } from '../../../src/client/reports/writeReport';
import { RunFolder } from '../../../src/client/store/runFolder';
import type { RunRecord } from '../../../src/client/store/runRecord';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import type { Profile, Recipe } from '../../../src/shared/recipe/recipe';
import { outcomeOf } from '../../../src/shared/run/outcome';
import type { ReportFormat } from '../../../src/shared/run/reportFormats';
import type { Outcome } from '../../../src/shared/run/run';
import { image } from '../../pool/images';
import { bundles, workspace } from '../../pool/setUp';
import { record } from '../store/records';

/** Runs that are made in a test, and their reports. */

export function recipeOf(profile: Profile): Recipe {
  const parsed = parseProfile('test', profile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

/** Puts files into the folder of the images. Without contents, a file is a small image. */
export async function placeImages(files: Readonly<Record<string, string | undefined>>): Promise<void> {
  const bytes = await image({ width: 80, height: 60, extension: 'png' });
  for (const [name, contents] of Object.entries(files)) {
    const path = join(workspace.images, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents ?? bytes);
  }
}

/** Runs a recipe over these images, and reads the report of the run from its folder. */
export async function reportOn(files: Readonly<Record<string, string | undefined>>, recipe = workspace.recipe): Promise<ReportData> {
  await placeImages(files);
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { result } = await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  return readReport(await RunFolder.open(workspace.store, result.folder.record.id));
}

/** A run that is only on record. @param unreached further files, which have no outcome */
export async function runOnRecord(
  outcomes: readonly Outcome[],
  change: Partial<RunRecord> = {},
  unreached: readonly string[] = [],
): Promise<RunFolder> {
  const folder = await RunFolder.create(workspace.store, record({ roots: [workspace.root], ...change }));
  const files = [
    ...outcomes,
    ...unreached.map((source, index) => outcomeOf({ id: outcomes.length + index, source, bytes: 1 }, { status: 'done' })),
  ];
  folder.report.appendRows(files.map(({ id, source, before }) => ({ id, source, ...before, cost: 1, targets: [] })));
  folder.report.appendOutcomes(outcomes);
  await folder.report.close();
  return folder;
}

/** The report of a run that is only on record. */
export async function reportOnRecord(...run: Parameters<typeof runOnRecord>): Promise<ReportData> {
  return readReport(await runOnRecord(...run));
}

/** A whole report as text. */
export async function textOf(data: ReportData, format: ReportFormat, options: Partial<ReportOptions> = {}): Promise<string> {
  let text = '';
  for await (const line of reportLines(data, { format, isFile: true, ...options })) text += line;
  return text;
}

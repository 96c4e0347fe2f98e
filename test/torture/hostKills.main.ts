import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { RunRecord } from '../../src/client/store/runRecord';
import { descendants } from '../host/descendants';
import { openWorkbench } from '../host/openWorkbench';
import { projectRoot } from '../host/paths';
import { startServer } from '../host/server';
import { makeTemporaryFolder } from '../host/temporaryFolder';
import type { Workbench } from '../host/workbench';

/**
 * Kills the extension host of a real workbench at random moments: `hostKills.main.cjs [rounds] [minutes]`. In each round, it is
 * killed once in every phase, and the window starts another one. After each kill, no original may be lost, and no file may be partial
 * under its final name; after the next start, no temp file may be left, and an interrupted run must be told and completed.
 */

const cli = join(projectRoot, 'dist', 'cli.cjs');
const place = makeTemporaryFolder('host-kills');
const originals = join(place, 'originals');
const folder = join(place, 'work');
const images = join(folder, 'images');
const store = join(place, 'runs');
const count = 40;
/** Longest wait for what the workbench does, in ms: it shares the machine with others. */
const patienceMs = 90_000;

const moments = ['replace', 'new files', 'undo', 'resume'] as const;
type Moment = (typeof moments)[number];

const profiles = {
  replacing: { steps: [{ operation: 'resize', percent: 50 }], replace: true },
  making: { steps: [{ operation: 'resize', percent: 50 }], outputs: [{ folder: 'out' }] },
};

type StoredRun = Pick<RunRecord, 'phase' | 'undone' | 'totals'> & { readonly path: string };

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function digests(): string[] {
  const names = readdirSync(images).filter((name) => name.endsWith('.jpg'));
  return names.sort().map((name) => digestOf(join(images, name)));
}

/** The runs on record, newest first. A record that is being written counts as none. */
function runs(): StoredRun[] {
  const names = existsSync(store) ? readdirSync(store) : [];
  return names
    .filter((name) => existsSync(join(store, name, 'run.json')))
    .sort()
    .reverse()
    .flatMap((name) => {
      const path = join(store, name);
      try {
        return [{ ...(JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as Omit<StoredRun, 'path'>), path }];
      } catch {
        return [];
      }
    });
}

async function until(what: string, isSo: () => boolean, everyMs = 50): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await setTimeout(everyMs);
  }
}

function hosts(): number[] {
  return descendants().flatMap(({ pid, command }) => (command.includes('--type=extensionHost') ? [pid] : []));
}

/** Kills the extension host, and waits until its pool process has ended as well. */
async function killHost(): Promise<void> {
  for (const pid of hosts()) process.kill(pid, 'SIGKILL');
  await until('the pool process ended', () => !descendants().some(({ command }) => command.includes('pool.cjs')));
}

/**
 * Runs the command line to its end, or kills it and its pool process when so many originals are kept.
 * @returns what it printed
 */
async function call(args: readonly string[], killedAt = Number.POSITIVE_INFINITY): Promise<string> {
  const env = { ...process.env, ASSETMILL_STORE: store };
  const child = spawn(execPath, [cli, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const said = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (Number.isFinite(killedAt)) {
    await until('originals are kept', () => kept().length >= killedAt, 5);
    process.kill(-(child.pid as number), 'SIGKILL');
  }
  const [out, err] = await said;
  return out + err;
}

/** The originals in the store. */
function kept(): string[] {
  return runs().flatMap(({ path }) => {
    const backups = join(path, 'originals');
    return existsSync(backups) ? readdirSync(backups).map((name) => join(backups, name)) : [];
  });
}

function temps(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.assetmill-'));
}

/** @throws when a file under a final name is not a whole image */
async function assertWhole(): Promise<void> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => each.endsWith('.jpg') && !each.includes('.assetmill-')))
    await sharp(join(folder, name), { failOn: 'warning' }).stats();
}

/** The digests of the originals in the store. One that an undo moves away meanwhile is left out. */
function keptDigests(): string[] {
  return kept().flatMap((path) => {
    try {
      return [digestOf(path)];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
}

/** @throws when the bytes of an original are neither at its place nor in the store */
function assertNoneLost(before: readonly string[]): void {
  // A run moves originals into the store, and an undo moves them out of it: one that moves meanwhile is seen before or after.
  const now = new Set([...keptDigests(), ...digests(), ...keptDigests()]);
  const lost = before.filter((digest) => !now.has(digest)).length;
  if (lost > 0) throw new Error(`${lost} originals are lost`);
}

function reset(): void {
  rmSync(store, { recursive: true, force: true });
  rmSync(join(folder, 'out'), { recursive: true, force: true });
  rmSync(images, { recursive: true, force: true });
  cpSync(originals, images, { recursive: true });
}

/** Lets the window start its extension host again, which it does by itself a few times; otherwise it is loaded again. */
async function restart(workbench: Workbench): Promise<void> {
  const end = performance.now() + 30_000;
  const offer = workbench.page.getByRole('button', { name: /^Restart.*Extension Host$/ });
  while (hosts().length === 0 && performance.now() < end) {
    if (await offer.first().isVisible()) await offer.first().click();
    await setTimeout(200);
  }
  if (hosts().length === 0) await reload(workbench);
}

/** Loads the window again. Opening the panel starts the extension, which the window does by itself only if it had saved that the panel was open. */
async function reload({ page, explorer, quickInput }: Workbench): Promise<void> {
  await page.reload();
  await explorer.waitForRows();
  await quickInput.runCommand('Assetmill: Show Panel');
}

/** Starts a run of a profile, and waits for its first file. */
async function startRun(workbench: Workbench, profile: keyof typeof profiles): Promise<void> {
  await workbench.explorer.refresh();
  await workbench.chooseForFiles(['images'], 'Assetmill', 'Run Profile...');
  await workbench.quickInput.pick(profile);
  if (profile === 'replacing') await workbench.pressInDialog('Replace Originals');
  await until('the run has begun', () => runs().some(({ path }) => existsSync(join(path, 'journal.jsonl'))), 5);
}

async function startUndo(workbench: Workbench): Promise<void> {
  await workbench.quickInput.runCommand('Assetmill: Undo Last Run');
  if (await workbench.dialog.isVisible().catch(() => false)) await workbench.pressInDialog('Undo Run');
  else {
    await Promise.race([workbench.dialog.waitFor().catch(() => {}), until('the undo has begun', isUndoing, 5).catch(() => {})]);
    if (await workbench.dialog.isVisible()) await workbench.pressInDialog('Undo Run');
  }
  await until('the undo has begun', isUndoing, 1);
}

/** Whether the newest run is being undone, or has been. */
function isUndoing(): boolean {
  const [run] = runs();
  return run !== undefined && (run.undone === true || existsSync(join(run.path, 'undo.json')));
}

/** Does what is to be killed, up to a moment after its beginning. @returns the longest time to wait before the kill, in ms */
async function begin(workbench: Workbench, moment: Moment): Promise<number> {
  if (moment === 'replace') await startRun(workbench, 'replacing');
  else if (moment === 'new files') await startRun(workbench, 'making');
  else if (moment === 'undo') {
    await call(['resize', '--percent', '50', '--replace', 'images']);
    await startUndo(workbench);
    return 200;
  } else {
    // On a busy machine it may have ended before it is killed.
    do {
      reset();
      await call(['resize', '--percent', '50', '--replace', '--workers', '1', 'images'], 1 + Math.floor(Math.random() * 10));
    } while (runs()[0]?.phase !== 'running' || kept().length === count);
    await killHost();
    await restart(workbench);
    await workbench.pressInToast(/was interrupted/, 'Resume');
    const [run] = runs();
    await until('the run is resumed', () => runs()[0]?.phase !== 'interrupted' || run?.phase !== 'interrupted', 5);
  }
  return 2500;
}

/** Decides about the run that the kill interrupted, as a user would. @returns what was decided */
async function decide(workbench: Workbench): Promise<string> {
  await until('the run is no longer shown as running', () => runs().every(({ phase }) => phase !== 'running' && phase !== 'planning'));
  const [run] = runs();
  if (run === undefined || run.phase !== 'interrupted' || run.undone) return run?.phase ?? 'no run';
  const { files, counts } = run.totals ?? { files: 0, counts: {} };
  const isComplete = Object.values(counts).reduce((sum, each) => sum + each, 0) === files;
  const choice = Math.random() < 0.5 && !isComplete ? 'Resume' : 'Undo';
  await workbench.pressInToast(/was interrupted/, choice);
  if (choice === 'Resume') await until('the run is resumed and ends', () => runs()[0]?.phase === 'finished');
  else {
    await setTimeout(500);
    if (await workbench.dialog.isVisible()) await workbench.pressInDialog('Undo Run');
    await until('the run is undone', () => runs()[0]?.undone === true);
  }
  return choice;
}

/** One kill, and what must hold after it. @returns what came of it @throws what does not hold */
async function round(workbench: Workbench, moment: Moment): Promise<string> {
  reset();
  const before = digests();
  const longest = await begin(workbench, moment);
  await setTimeout(Math.random() * longest);
  await killHost();
  assertNoneLost(before);
  await assertWhole();
  await restart(workbench);
  if (moment === 'undo') await until('the undo is swept', () => runs().every(({ path }) => !existsSync(join(path, 'undo.json'))));
  const decided = await decide(workbench);
  if (temps().length > 0) throw new Error(`left: ${temps().join(', ')}`);
  await assertWhole();
  assertNoneLost(before);
  if (decided === 'Resume' && moment !== 'new files' && digests().some((digest) => before.includes(digest)))
    throw new Error('resume left files as they were');
  // The window may still be recording what the run made.
  let said = '';
  for (let tries = 0; tries < 5 && digests().join() !== before.join(); tries += 1) {
    said = await call(['undo', '--yes']);
    await setTimeout(tries * 1000);
  }
  if (digests().join() !== before.join()) throw new Error(`originals differ: ${said}`);
  if (temps().length > 0) throw new Error(`left by undo: ${temps().join(', ')}`);
  return decided;
}

async function makeOriginals(): Promise<void> {
  mkdirSync(originals);
  for (let index = 0; index < count; index += 1) {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
    await sharp({ create: { width: 1200 + index, height: 800, channels: 3, background: '#000', noise } })
      .jpeg()
      .toFile(join(originals, `${index}.jpg`));
  }
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.workers': 1, 'assetmill.profiles': profiles }));
}

async function main(rounds: number, minutes: number): Promise<void> {
  await makeOriginals();
  reset();
  const server = await startServer({ env: { ASSETMILL_STORE: store } });
  const prepare = async (page: Page) => page.setDefaultTimeout(patienceMs);
  const { browser, workbench } = await openWorkbench(server, { workspace: folder, extensions: [projectRoot], prepare });
  await workbench.explorer.waitForRows();
  const tally = moments.map((moment) => ({ moment, kills: 0, bad: 0 }));
  const end = performance.now() + minutes * 60_000;
  for (let index = 0; index < rounds * tally.length && performance.now() < end; index += 1) {
    const each = tally[index % tally.length] as (typeof tally)[number];
    each.kills += 1;
    try {
      console.log(`${each.moment}: ${await round(workbench, each.moment)}`);
    } catch (error) {
      each.bad += 1;
      console.log(`${each.moment}: ${(error as Error).message}`, runs());
      await workbench.screenshot(join(projectRoot, 'out', 'failures', `host-kill-${index}.png`));
      await reload(workbench).catch(() => {});
    }
  }
  for (const { moment, kills, bad } of tally) console.log(`${kills} kills of the extension host during ${moment}: ${bad} faults`);
  await browser.close();
  await server.stop();
  exit(tally.some(({ bad }) => bad > 0) ? 1 : 0);
}

void main(Number(argv[2] ?? 20), Number(argv[3] ?? Number.POSITIVE_INFINITY));

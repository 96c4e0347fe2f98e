import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';

/**
 * Kills real processes at random moments: `kills.main.cjs [rounds] [minutes]`. In each round, every victim is killed
 * once in every phase. After each kill, no original may be lost, no file may be partial under its final name, and the next call must
 * clean up. Nothing is killed after the minutes have passed.
 */

const cli = join(__dirname, '..', '..', '..', 'dist', 'cli.cjs');
const place = realpathSync(mkdtempSync(join(tmpdir(), 'assetmill-kills-')));
const originals = join(place, 'originals');
const images = join(place, 'work', 'images');
const env = { ...process.env, ASSETMILL_STORE: join(place, 'runs') };
const count = 24;
/** Runs that are older than the history goes back. */
const oldRuns = 40;

/** What is killed: the command line, its pool process, or both at once. */
const victims = ['parent', 'pool', 'tree'] as const;
type Victim = (typeof victims)[number];
/** What is killed meanwhile. */
const moments = ['replace', 'new files', 'undo', 'resume', 'sweep'] as const;
type Moment = (typeof moments)[number];

const replace = ['resize', '--percent', '50', '--replace', 'images'];
const newFiles = ['resize', '--percent', '50', '--out', 'out', 'images'];

function digests(): string {
  const names = readdirSync(images)
    .filter((name) => name.endsWith('.jpg'))
    .sort();
  return names
    .map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(images, name)))
          .digest('hex')}`,
    )
    .join('\n');
}

function start(args: readonly string[]): ChildProcess {
  return spawn(execPath, [cli, ...args], { cwd: join(place, 'work'), env, stdio: 'ignore', detached: true });
}

/** Runs a call to its end. @returns how long that took, in ms */
async function finish(args: readonly string[]): Promise<number> {
  const started = performance.now();
  await once(start(args), 'exit');
  return performance.now() - started;
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {} // it has just ended
}

/** Waits until the deletion of old runs has come to one of them. */
async function untilDeleting(old: () => readonly string[], ended: Promise<unknown>): Promise<void> {
  let isEnded = false;
  void ended.then(() => {
    isEnded = true;
  });
  const until = Math.floor(Math.random() * oldRuns);
  while (!isEnded && old().filter((name) => !name.endsWith('.deleted')).length > until) await setTimeout(1);
  await setTimeout(Math.random() * 10);
}

/** Starts a call and kills it after a random time, or in the middle of deleting old runs. */
async function killed(args: readonly string[], victim: Victim, ms: number, old?: () => readonly string[]): Promise<void> {
  const child = start(args);
  const ended = once(child, 'exit');
  await (old ? untilDeleting(old, ended) : Promise.race([setTimeout(Math.random() * ms), ended]));
  const pid = child.pid as number;
  if (victim === 'tree') kill(-pid);
  else for (const each of victim === 'pool' ? childrenOf(pid) : [pid]) kill(each);
  await ended;
}

async function reset(): Promise<void> {
  for (const folder of [join(place, 'work'), env.ASSETMILL_STORE]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(place, 'work'));
  cpSync(originals, images, { recursive: true });
}

/** The temp files below the workspace. */
function temps(): string[] {
  return readdirSync(join(place, 'work'), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.assetmill-'));
}

async function assertWhole(): Promise<void> {
  const names = readdirSync(join(place, 'work'), { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => each.endsWith('.jpg'))) await sharp(join(place, 'work', name), { failOn: 'warning' }).stats();
}

/** Makes copies of the only run in the store that are too old to be kept, so that the next run deletes them. */
function addOldRuns(): void {
  const store = env.ASSETMILL_STORE;
  const [run] = readdirSync(store).filter((name) => existsSync(join(store, name, 'run.json')));
  if (run === undefined) throw new Error('no run to copy');
  for (let index = 0; index < oldRuns; index += 1) {
    const id = `20200101000000${String(index).padStart(3, '0')}-000000`;
    cpSync(join(store, run), join(store, id), { recursive: true });
    const record = JSON.parse(readFileSync(join(store, id, 'run.json'), 'utf8')) as object;
    writeFileSync(join(store, id, 'run.json'), JSON.stringify({ ...record, id }));
  }
}

/** What is left of old runs: folders that are not whole, or any once a run has ended since. */
function oldLeft(): string[] {
  return readdirSync(env.ASSETMILL_STORE).filter((name) => name.startsWith('2020'));
}

/** Kills a run while it deletes old ones, near its end. */
async function killedSweep(victim: Victim, ms: number): Promise<void> {
  await finish(replace);
  addOldRuns();
  await killed(newFiles, victim, ms, oldLeft);
  for (const name of oldLeft().filter((each) => !each.endsWith('.deleted')))
    for (const part of ['run.json', 'journal.jsonl', 'originals'])
      if (!existsSync(join(env.ASSETMILL_STORE, name, part))) throw new Error(`${part} of an old run is gone, and the run is not`);
  await finish(['resume']);
  await finish(['resize', '--percent', '40', '--out', 'again', 'images']);
  if (oldLeft().length > 0) throw new Error(`left: ${oldLeft().join(', ')}`);
}

/** One kill, and what must hold after it. @throws what does not hold */
async function round(moment: Moment, victim: Victim, ms: Record<'run' | 'undo', number>): Promise<void> {
  await reset();
  const before = digests();
  const command = moment === 'new files' ? newFiles : replace;
  if (moment === 'sweep') await killedSweep(victim, ms.run);
  else if (moment === 'undo') {
    await finish(command);
    await killed(['undo', '--yes'], victim, ms.undo);
  } else await killed(command, victim, ms.run);
  if (moment === 'resume') await killed(['resume'], victim, ms.run);
  await assertWhole();
  // The next call cleans up; an interrupted run is carried on with, and then everything is undone.
  await finish(['resume']);
  for (let index = 0; index < 3; index += 1) await finish(['undo', '--yes']);
  if (digests() !== before) throw new Error('originals differ');
  if (temps().length > 0) throw new Error(`left: ${temps().join(', ')}`);
  await assertWhole();
}

async function makeOriginals(): Promise<void> {
  mkdirSync(originals);
  for (let index = 0; index < count; index += 1) {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
    await sharp({ create: { width: 600, height: 400, channels: 3, background: '#000', noise } })
      .jpeg()
      .toFile(join(originals, `${index}.jpg`));
  }
}

async function main(rounds: number, minutes: number): Promise<void> {
  await makeOriginals();
  await reset();
  const ms = { run: await finish(replace), undo: await finish(['undo', '--yes']) };
  const pairs = moments.flatMap((moment) => victims.map((victim) => ({ moment, victim, kills: 0, bad: 0 })));
  const end = performance.now() + minutes * 60_000;
  for (let count = 0; count < rounds * pairs.length && performance.now() < end; count += 1) {
    const pair = pairs[count % pairs.length] as (typeof pairs)[number];
    pair.kills += 1;
    await round(pair.moment, pair.victim, ms).catch((error: Error) => {
      pair.bad += 1;
      console.log(`${pair.moment}, ${pair.victim}: ${error.message}`);
    });
  }
  for (const { moment, victim, kills, bad } of pairs) console.log(`${kills} kills of the ${victim} during ${moment}: ${bad} faults`);
  rmSync(place, { recursive: true, force: true });
  exit(pairs.some(({ bad }) => bad > 0) ? 1 : 0);
}

void main(Number(argv[2] ?? 20), Number(argv[3] ?? Number.POSITIVE_INFINITY));

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { Cluster, kill, type Started } from '../cluster/cluster';
import { redisIsThere } from '../cluster/redisServer';
import { descendants } from '../host/descendants';
import { projectRoot } from '../host/paths';

/**
 * Kills what carries out a run on several computers at random moments: `clusterKills.main.cjs [kills] [files]`. Two workers replace
 * images; a worker, its pool process, the planner, the command line (whose run is resumed), or Redis (which is started again with its log)
 * is killed. Whenever a run has ended, each file must have exactly one outcome, its bytes must be those that one computer makes, no temp
 * file may be left, and undo must restore every original; then the next run begins.
 */

const victims = ['worker', 'pool process', 'planner', 'command line', 'Redis'] as const;
type Victim = (typeof victims)[number];

/** Longest time between two kills, in ms. */
const mostMs = 4000;

const kills = new Map<Victim, number>(victims.map((victim) => [victim, 0]));
const faults: string[] = [];
let runs = 0;
let files = 0;
let lost = 0;
let twice = 0;
let stopped = 0;
let bad = 0;

function childOf(program: Started, bundle: string): number | undefined {
  return descendants(program.pid).find(({ command }) => command.includes(bundle))?.pid;
}

/** A run in progress, and the workers. */
class Battlefield {
  #workers: Started[] = [];
  #run: Started | undefined;

  constructor(readonly cluster: Cluster) {}

  async begin(): Promise<void> {
    this.#workers = await Promise.all([this.cluster.worker(), this.cluster.worker()]);
  }

  /** Carries out a run with kills until it ends. @returns how many were used up */
  async run(most: number): Promise<number> {
    this.#run = this.cluster.run('shrink');
    let used = 0;
    while (!this.#run.hasEnded || this.#resumesStopped()) {
      await setTimeout(Math.random() * mostMs);
      if (used === most || this.#run.hasEnded) {
        await this.#run.ended();
        continue;
      }
      const victim = victims[Math.floor(Math.random() * victims.length)] as Victim;
      if (await this.#kill(victim)) {
        used += 1;
        kills.set(victim, (kills.get(victim) ?? 0) + 1);
      }
    }
    const { code, err } = await this.#run.ended();
    // It may have been killed after its last outcome.
    if (code !== 0 && !err.includes('nothing is left of the run'))
      faults.push(`${this.#run.process.spawnargs[2]} ended with ${code}: ${err}`);
    return used;
  }

  /** A run whose planner was killed three times before any outcome came is stopped, and told so: whoever reads that resumes it. */
  #resumesStopped(): boolean {
    const { phase, id } = this.cluster.record;
    if (phase !== 'stopped') return false;
    stopped += 1;
    this.#run = this.cluster.resume('--run', id);
    return true;
  }

  /** @returns whether there was something to kill */
  async #kill(victim: Victim): Promise<boolean> {
    const run = this.#run as Started;
    const at = Math.floor(Math.random() * this.#workers.length);
    const worker = this.#workers[at] as Started;
    if (victim === 'worker') {
      await worker.kill();
      this.#workers[at] = await this.cluster.worker();
    } else if (victim === 'Redis') {
      await this.cluster.redis.kill();
      await setTimeout(Math.random() * 1000);
      await this.cluster.redis.restart();
    } else if (victim === 'command line') {
      // Before it has a plan, there is nothing to resume.
      if (!this.cluster.isRunning) return false;
      await run.kill();
      this.#run = this.cluster.resume();
    } else {
      const pid = victim === 'planner' ? childOf(run, 'planner.cjs') : childOf(worker, 'pool.cjs');
      if (pid === undefined) return false;
      kill(pid);
    }
    return true;
  }
}

/** What must hold once a run has ended. */
async function judge(cluster: Cluster, before: Record<string, string>, local: Record<string, string>): Promise<void> {
  // Those of a run that was stopped are followed by others when it is resumed.
  const outcomes = cluster.outcomes.filter(({ status }) => status !== 'canceled');
  const ids = new Set(outcomes.map(({ id }) => id));
  const count = Object.keys(before).length;
  lost += count - ids.size;
  twice += outcomes.length - ids.size;
  const failed = outcomes.filter(({ status }) => status !== 'done');
  if (failed.length > 0) faults.push(`${failed.length} files were not done: ${failed[0]?.message}`);
  if (ids.size !== count || outcomes.length !== count) faults.push(`${outcomes.length} outcomes of ${ids.size} files, and not ${count}`);
  const after = cluster.files();
  const other = Object.keys(local).filter((name) => after[name] !== local[name]);
  if (other.length > 0 || Object.keys(after).length !== count) faults.push(`${other.length} files differ from those of a local run`);
  if (cluster.temps().length > 0) faults.push(`temp files are left: ${cluster.temps().join(', ')}`);
  const undone = await cluster.undo();
  if (undone.code !== 0) faults.push(`undo: ${undone.err}`);
  const restored = cluster.files();
  const changed = Object.keys(before).filter((name) => restored[name] !== before[name]);
  if (changed.length > 0 || Object.keys(restored).length !== count) faults.push(`${changed.length} files differ after undo`);
}

async function makeOriginals(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
    await sharp({ create: { width: 900 + index, height: 600, channels: 3, background: '#000', noise } })
      .jpeg()
      .toFile(join(folder, `${index}.jpg`));
  }
}

async function main(wanted: number, count: number): Promise<void> {
  if (!(await redisIsThere())) {
    console.log('There is no redis-server.');
    exit(1);
  }
  const cluster = await Cluster.start({ cliFile: join(projectRoot, 'dist', 'cli.cjs') });
  await makeOriginals(cluster.images, count);
  const before = cluster.files();
  const local = await cluster.filesOfLocalRun('shrink');
  const battlefield = new Battlefield(cluster);
  await battlefield.begin();
  for (let used = 0; used < wanted; runs += 1) {
    used += await battlefield.run(wanted - used);
    await judge(cluster, before, local);
    files += count;
    console.log(`${used} kills, ${runs + 1} runs, ${faults.length} faults`);
    for (const fault of faults.splice(0)) {
      console.log(fault);
      bad += 1;
    }
  }
  const by = victims.map((victim) => `${kills.get(victim)} of the ${victim}`).join(', ');
  console.log(
    `${wanted} kills (${by}) in ${runs} runs over ${files} files: ${lost} lost, ${twice} twice, ${stopped} stopped and resumed, ${bad} faults`,
  );
  await cluster.end();
  exit(bad > 0 ? 1 : 0);
}

void main(Number(argv[2] ?? 50), Number(argv[3] ?? 300));

import { availableParallelism } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { execute } from './execute.mjs';
import { Terminal } from './terminal.mjs';

/** @typedef {{ name: string, outcome: 'passed' | 'failed' | 'not run', seconds: number, ending?: string }} Result */

// The tests in a workbench wait for it half of the time, so there is room for one stage more than there are cores.
const limit = availableParallelism() + 1;

/** Lines at the end of a stage's output in which runners list what failed. */
const endingLines = 100;

/** `12 passed, 0 failed`, from mocha's closing lines; undefined when it did not come to its end. */
function mochaCounts(printed) {
  const passed = /^\s*(\d+) passing\b/m.exec(printed)?.[1];
  const failed = /^\s*(\d+) failing\b/m.exec(printed)?.[1] ?? '0';
  return passed === undefined ? undefined : `${passed} passed, ${failed} failed`;
}

/**
 * Runs a stage's command.
 * @param {import('./stages.mjs').Stage} stage
 * @param {(data: Buffer) => void} print
 * @returns {Promise<Pick<Result, 'outcome' | 'ending'>>} with the end of the output if the stage failed
 */
async function runCommand({ command, mocha }, print) {
  let printed = '';
  const keep = (data) => {
    printed += data;
    print(data);
  };
  try {
    const code = await execute(command(), keep);
    const counts = mocha && mochaCounts(stripVTControlCharacters(printed));
    if (counts) print(Buffer.from(`${counts}\n`));
    if (code === 0) return { outcome: 'passed' };
  } catch (error) {
    keep(Buffer.from(`${error.message}\n`));
  }
  return { outcome: 'failed', ending: printed.trimEnd().split('\n').slice(-endingLines).join('\n') };
}

/**
 * Runs stages, several at the same time, each as soon as those before it have ended.
 * @param {readonly import('./stages.mjs').Stage[]} stages in the order in which they start when they can
 * @param {AbortSignal} signal starts no further stage
 * @returns {Promise<Result[]>} in the same order
 */
export async function runStages(stages, signal) {
  const terminal = new Terminal();
  /** @type {Map<string, Result>} */
  const results = new Map();
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();

  const start = async (stage) => {
    const { print, close } = terminal.open(stage.name);
    const begun = Date.now();
    const result = await runCommand(stage, print);
    close();
    results.set(stage.name, { name: stage.name, ...result, seconds: (Date.now() - begun) / 1000 });
    running.delete(stage.name);
  };
  const left = () => stages.filter(({ name }) => !results.has(name) && !running.has(name));
  const isHeldBack = ({ needs = [], after = [] }) =>
    [...needs, ...after].some((name) => !results.has(name) && stages.some((stage) => stage.name === name));
  const cannotRun = ({ needs = [] }) => signal.aborted || needs.some((name) => results.get(name)?.outcome !== 'passed');

  while (left().length > 0 || running.size > 0) {
    for (const stage of left()) {
      if (!signal.aborted && isHeldBack(stage)) continue;
      if (cannotRun(stage)) results.set(stage.name, { name: stage.name, outcome: 'not run', seconds: 0 });
      else if (running.size < limit) running.set(stage.name, start(stage));
    }
    if (running.size > 0) await Promise.race(running.values());
  }
  return stages.map(({ name }) => results.get(name));
}

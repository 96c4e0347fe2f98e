// The runner of `npm test`: installs what is missing, builds, runs the stages, and prints in the end what came of each.
//   node test/run.mjs [STAGE...]       the usual stages, or the named ones and what they need
//   node test/run.mjs --changed[=REF]  a quick check of the changes since REF (default: since the branch left the main one)
//   node test/run.mjs --prepare        only installs the packages and builds
// Plain Node without packages, because it is what installs them.
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { changesSince } from './runner/changes.mjs';
import { endAll } from './runner/execute.mjs';
import { modifiedAt, root } from './runner/files.mjs';
import { runStages } from './runner/runStages.mjs';
import { changedStages, foreignStages, stages, stagesFor, usualStages } from './runner/stages.mjs';

const install = { name: 'install', command: () => ['npm', 'ci', '--no-audit', '--no-fund'] };
const build = { name: 'build', command: () => ['node', 'build.mjs'] };

const interruption = new AbortController();
const started = Date.now();
/** @type {import('./runner/runStages.mjs').Result[]} */
const results = [];

function packagesAreMissing() {
  return modifiedAt(join(root, 'node_modules', '.package-lock.json')) < modifiedAt(join(root, 'package-lock.json'));
}

function finish() {
  const bad = results.filter(({ outcome }) => outcome !== 'passed');
  // The outputs of several stages are long, and what failed may be far up.
  for (const { name, ending } of bad) if (ending !== undefined) console.log(`\n=== ${name} failed:\n${ending}`);
  console.log('');
  for (const { name, outcome, seconds } of results) console.log(`${name.padEnd(9)}${outcome.padEnd(9)}${seconds.toFixed(1).padStart(7)} s`);
  const total = ((Date.now() - started) / 1000).toFixed(0);
  if (interruption.signal.aborted) console.log('Interrupted.');
  console.log(bad.length === 0 ? `All passed in ${total} s.` : `Not passed: ${bad.map(({ name }) => name).join(', ')} (${total} s).`);
  exit(interruption.signal.aborted ? 130 : bad.length === 0 ? 0 : 1);
}

async function run(...chosen) {
  results.push(...(await runStages(chosen, interruption.signal)));
}

/** Stages without which nothing else makes sense, one after the other. */
async function required(...chosen) {
  for (const stage of chosen) {
    await run(stage);
    if (results.at(-1)?.outcome !== 'passed') finish();
  }
}

function chosenStages(names) {
  const known = stages.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name) && !foreignStages.includes(name));
  if (unknown.length > 0) {
    console.error(`Unknown stage ${unknown.join(', ')}. Known are: ${known.join(', ')}.`);
    exit(2);
  }
  if (foreignStages.length > 0 && (names.length === 0 || names.includes('ui')))
    console.log('The user-interface tests are left out: they need the VS Code server, which exists for Linux on x64 only.');
  return names.length === 0 ? usualStages : stagesFor(names);
}

async function runChanged(ref) {
  const base = ref ?? changesSince();
  console.log(`Checks what changed since ${base}: lint, types, rooms, and the unit tests that import a changed file.`);
  console.log(
    'Left out: unit tests that only reach it through a bundle (the pool process, the command line, the panel), package, packages, host, vsix, ui.',
  );
  await run(...changedStages(base));
}

async function main() {
  const [flag, ref] = argv[2]?.split('=') ?? [];
  if (packagesAreMissing()) await required(install);
  if (flag === '--changed') await runChanged(ref);
  else {
    const chosen = chosenStages(argv.slice(2).filter((argument) => argument !== '--prepare'));
    await required(build);
    if (flag === '--prepare') return;
    await run(...chosen);
  }
  finish();
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interruption.abort();
    endAll(signal);
  });
}
await main();

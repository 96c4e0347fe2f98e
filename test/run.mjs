// The runner of `npm test`: installs what is missing, builds, runs every stage and says in the end what came of each.
//   node test/run.mjs [STAGE...]   all stages, or those that are named and what they need
//   node test/run.mjs --prepare    only installs the packages and builds
// Plain Node without packages, because it is what installs them.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { arch, argv, env, exit, platform } from 'node:process';

const root = resolve(import.meta.dirname, '..');
const windows = platform === 'win32';
// The VS Code server's packages exist for this platform alone; elsewhere a desktop VS Code is downloaded.
const hasServer = platform === 'linux' && arch === 'x64';
const inHost = ['node', 'out/test/host/runInHost.main.cjs', ...(hasServer ? [] : ['--electron'])];

/**
 * What `npm test` runs, in order. A stage that `needs` another is left out when that one failed just before. Of a `mocha` stage
 * the counts are said once more in a line of its own, and one that needs VS Code or its browser has them installed first.
 * @type {{ name: string, command: () => string[], mocha?: boolean, vscode?: boolean, needs?: string }[]}
 */
const stages = [
  { name: 'lint', command: () => ['biome', 'ci', '.'] },
  { name: 'types', command: () => ['tsc', '-b'] },
  { name: 'unit', command: () => ['vitest', 'run'], vscode: true },
  { name: 'package', command: () => ['npm', 'run', 'package'] },
  { name: 'host', command: () => inHost, mocha: true, vscode: true },
  { name: 'vsix', command: () => [...inHost, '--vsix', newestPackage()], mocha: true, vscode: true, needs: 'package' },
  {
    name: 'ui',
    command: () => ['mocha', '--forbid-only', '--timeout', '60000', 'out/test/ui/*.test.cjs'],
    mocha: true,
    vscode: true,
    needs: 'package',
  },
];

const install = ['npm', 'ci', '--no-audit', '--no-fund'];
const build = ['node', 'build.mjs'];
const installVscode = ['node', 'out/test/host/install.main.cjs'];

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
let interrupted = false;

/** Runs a command at the checkout's top, with its packages' programs on the path. Resolves with the exit code and, if asked for, what it printed. */
function execute(command, capture = false) {
  const [program, ...args] = command;
  const path = [join(root, 'node_modules', '.bin'), env.PATH ?? env.Path].join(delimiter);
  // Programs ask whether their own output is a terminal, which a pipe in between hides.
  const color = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  const stdio = ['inherit', capture ? 'pipe' : 'inherit', 'inherit'];
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd: root, stdio, shell: windows, env: { ...env, ...color, PATH: path } });
    running = child;
    let printed = '';
    child.stdout?.on('data', (data) => {
      printed += data;
      process.stdout.write(data);
    });
    child.once('error', (error) => {
      console.error(error.message);
      settle({ code: 1, printed });
    });
    child.once('close', (code) => settle({ code: code ?? 1, printed }));
  });
}

function timeOf(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

function packagesAreMissing() {
  return timeOf(join(root, 'node_modules', '.package-lock.json')) < timeOf(join(root, 'package-lock.json'));
}

function newestPackage() {
  const files = readdirSync(root).filter((name) => name.endsWith('.vsix'));
  const [newest] = files.sort((a, b) => timeOf(join(root, b)) - timeOf(join(root, a)));
  if (newest === undefined) throw new Error('There is no VSIX to test: run the stage "package" before.');
  return newest;
}

/** `host: 12 passed, 0 failed`, from mocha's closing lines; undefined when it did not come to its end. */
function mochaCounts(name, printed) {
  const passed = /^\s*(\d+) passing\b/m.exec(printed)?.[1];
  const failed = /^\s*(\d+) failing\b/m.exec(printed)?.[1] ?? '0';
  return passed === undefined ? undefined : `${name}: ${passed} passed, ${failed} failed`;
}

async function runStage({ name, command, mocha = false }) {
  try {
    const { code, printed } = await execute(command(), mocha);
    const counts = mocha ? mochaCounts(name, printed) : undefined;
    if (counts) console.log(counts);
    return code === 0 ? 'passed' : 'failed';
  } catch (error) {
    console.error(error.message);
    return 'failed';
  }
}

/** @type {{ name: string, outcome: string, seconds: number }[]} */
const results = [];

async function timed(name, action) {
  console.log(`\n=== ${name}`);
  const start = Date.now();
  const outcome = await action();
  results.push({ name, outcome, seconds: (Date.now() - start) / 1000 });
  return outcome === 'passed';
}

function finish() {
  const bad = results.filter(({ outcome }) => outcome !== 'passed');
  console.log('');
  for (const { name, outcome, seconds } of results) console.log(`${name.padEnd(9)}${outcome.padEnd(9)}${seconds.toFixed(1).padStart(7)} s`);
  const total = results.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(0);
  if (interrupted) console.log('Interrupted.');
  console.log(bad.length === 0 ? `All passed in ${total} s.` : `${bad.map(({ name }) => name).join(', ')}: not passed.`);
  exit(interrupted ? 130 : bad.length === 0 ? 0 : 1);
}

/** A step without which nothing else makes sense. */
async function required(name, command) {
  const passed = await timed(name, () => runStage({ name, command: () => command }));
  if (!passed || interrupted) finish();
}

function chosenStages() {
  const names = argv.slice(2).filter((argument) => argument !== '--prepare');
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`Unknown stage ${unknown.join(', ')}. Known are: ${stages.map(({ name }) => name).join(', ')}.`);
    exit(2);
  }
  if (names.length === 0) return stages;
  const needed = stages.flatMap(({ name, needs }) => (names.includes(name) ? [name, needs] : []));
  return stages.filter(({ name }) => needed.includes(name));
}

function outcomeOf(name) {
  return results.find((result) => result.name === name)?.outcome;
}

async function main() {
  const chosen = chosenStages();
  if (packagesAreMissing()) await required('install', install);
  await required('build', build);
  if (argv.includes('--prepare')) return;
  if (hasServer && chosen.some(({ vscode }) => vscode)) await required('vscode', installVscode);
  for (const stage of chosen) {
    const held = stage.needs !== undefined && outcomeOf(stage.needs) === 'failed';
    const unsupported = stage.name === 'ui' && !hasServer;
    if (unsupported) console.log('\nThe user-interface tests need the VS Code server, which exists for Linux on x64 only: left out.');
    else await timed(stage.name, () => (held ? 'not run' : runStage(stage)));
    if (interrupted) break;
  }
  finish();
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    running?.kill(signal);
  });
}
await main();

import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { env, platform, stdout } from 'node:process';
import { root } from './files.mjs';

// Programs ask whether their output is a terminal, which the pipe in between hides.
const color = stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs a command at the checkout's top, with the programs of its packages on the path.
 * @param {readonly string[]} command
 * @param {(data: Buffer) => void} print receives all that the command prints
 * @returns {Promise<number>} the exit code
 */
export function execute([program, ...args], print) {
  const path = [join(root, 'node_modules', '.bin'), env.PATH ?? env.Path].join(delimiter);
  return new Promise((settle) => {
    const options = { cwd: root, shell: platform === 'win32', env: { ...env, ...color, PATH: path } };
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    child.stdout.on('data', print);
    child.stderr.on('data', print);
    child.once('error', (error) => {
      print(Buffer.from(`${error.message}\n`));
      settle(1);
    });
    child.once('close', (code) => {
      running.delete(child);
      settle(code ?? 1);
    });
  });
}

/** Ends all commands that run. */
export function endAll(signal) {
  for (const child of running) child.kill(signal);
}

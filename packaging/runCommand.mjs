import { spawn } from 'node:child_process';
import { platform } from 'node:process';

/**
 * Runs a command, and prints nothing unless it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} what it wrote to its standard output; rejects with all that it printed
 */
export function runCommand(program, args, cwd) {
  return new Promise((settle, reject) => {
    // On Windows npm is a script, which only a shell starts.
    const child = spawn(program, args, { cwd, shell: platform === 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = { output: '', errors: '' };
    child.stdout.on('data', (data) => (printed.output += data));
    child.stderr.on('data', (data) => (printed.errors += data));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) settle(printed.output);
      else reject(new Error(`${program} ${args.join(' ')} failed:\n${printed.output}${printed.errors}`));
    });
  });
}

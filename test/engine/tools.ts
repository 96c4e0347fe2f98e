import { spawnSync } from 'node:child_process';

/** Programs of others that write and check checksum files; tests that need one that is not installed are skipped. */

export interface ToolRun {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with English messages. */
export function runTool(command: string, args: readonly string[], cwd: string): ToolRun {
  const environment = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env: environment, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { ok: status === 0, stdout: stdout ?? '', stderr: stderr || (error?.message ?? '') };
}

/** Whether a program is installed; says so once where it is not. */
export function hasTool(command: string): boolean {
  const found = spawnSync(command, ['--version']).error === undefined;
  if (!found) console.log(`${command} is not installed: its tests are skipped.`);
  return found;
}

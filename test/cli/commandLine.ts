import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { RunSummary } from '../../src/cli/output/runSummary';
import type { Outcome } from '../../src/shared/run/run';
import type { Bundles } from '../pool/bundles';
import type { Workspace } from '../pool/workspace';

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The folder in which the command line runs, and its store. */
export type WorkFolders = Pick<Workspace, 'root' | 'store'>;

/** Starts the command line as a separate process, in the workspace's folder, whose profiles are trusted, and with its store. */
export function startCommandLine(bundles: Bundles, workspace: WorkFolders, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [bundles.cliFile, ...args], {
    cwd: workspace.root,
    env: { ...process.env, ASSETMILL_STORE: workspace.store, ASSETMILL_TRUST: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits for its end. */
export async function ended(child: ChildProcess): Promise<Said> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the streams are piped');
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), once(child, 'exit')]);
  return { code: code as number | null, out, err };
}

export function commandLine(bundles: Bundles, workspace: WorkFolders, ...args: readonly string[]): Promise<Said> {
  return ended(startCommandLine(bundles, workspace, ...args));
}

/** What `--json` printed: a line for each outcome, then the summary. */
export function parseLines({ out }: Said): { outcomes: Outcome[]; summary: RunSummary } {
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { outcomes: lines.slice(0, -1), summary: lines.at(-1).summary };
}

import './localise';
import process, { env, exit, pid, versions } from 'node:process';
import { brokenLibraryExitCode } from '../shared/poolProtocol';
import type { Channel } from '../shared/rpc';
import { PoolServer } from './poolServer';

/** Entry of the pool process: has a worker prove that the image library works, and serves its parent until the channel closes. */

// The parent is gone: nothing is worth finishing, and files are whole at any moment. process.exit would wait for running operations.
process.on('disconnect', () => process.kill(pid, 'SIGKILL'));
// An interrupt of the terminal reaches every process of it; the parent decides and cancels.
process.on('SIGINT', () => {});

const channel: Channel = {
  post: (message) => process.connected && process.send?.(message, undefined, {}, () => {}),
  listen: (receive) => process.on('message', receive),
};

const workers = Math.max(1, Number(env.ASSETMILL_WORKERS) || 1);
new PoolServer(channel, workers).announce({ pid, node: versions.node, workers }).catch((error: Error) => {
  console.error(error.message);
  exit(brokenLibraryExitCode);
});

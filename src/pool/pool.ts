import './localize';
import process, { env } from 'node:process';
import type { Channel } from '../shared/protocol/rpc';
import { PoolServer } from './poolServer';

/** Entry of the pool process: serves its parent until the channel closes. */

// The parent has ended, so nothing is worth finishing, and files are never half-written under their own name. process.exit would
// wait for native operations in progress.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl+C in a terminal reaches all of its processes. The parent decides what it means, and cancels.
process.on('SIGINT', () => {});
// So does closing the terminal.
process.on('SIGHUP', () => {});

const channel: Channel = {
  post: (message) => process.connected && process.send?.(message, undefined, {}, () => {}),
  listen: (receive) => process.on('message', receive),
};

new PoolServer(channel, Math.max(1, Number(env.ASSETMILL_WORKERS) || 1));

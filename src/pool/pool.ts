import './localize';
import process, { env } from 'node:process';
import type { Channel } from '../shared/protocol/rpc';
import { PoolServer } from './poolServer';

/** Entry of the pool process: serves its parent until the channel closes. */

// The parent is gone: nothing is worth finishing, and files are whole at any moment. process.exit would wait for running operations.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// An interrupt of the terminal reaches every process of it; the parent decides and cancels.
process.on('SIGINT', () => {});

const channel: Channel = {
  post: (message) => process.connected && process.send?.(message, undefined, {}, () => {}),
  listen: (receive) => process.on('message', receive),
};

new PoolServer(channel, Math.max(1, Number(env.ASSETMILL_WORKERS) || 1));

import { env } from 'node:process';
import { setLocale } from '../../shared/values/locale';
import { servePlanner } from './servePlanner';

/** Entry of the process that takes the place of the pool process where a queue is set. */

// The parent has ended. What the machines have in progress goes on, and is collected when the run is resumed.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl+C in a terminal reaches all of its processes. The parent decides what it means, and cancels.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

const { ASSETMILL_LANGUAGE: language, ASSETMILL_L10N: fsPath } = env;
setLocale(language, fsPath ? { fsPath } : undefined);

const { ASSETMILL_QUEUE: queue = '', ASSETMILL_ROOT: root = '', ASSETMILL_MIRROR: mirror = '' } = env;
const { ASSETMILL_POOL: poolFile = '', ASSETMILL_WORKERS: workers = '1' } = env;
servePlanner({ queue, root, mirror, poolFile, workers: Math.max(1, Number(workers) || 1) });

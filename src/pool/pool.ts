import process, { env, exit, pid, versions } from 'node:process';
import { brokenLibraryExitCode } from '../shared/poolProtocol';
import type { Channel } from '../shared/rpc';

/** Entry of the pool process: proves that the native library works, then serves its parent until the channel closes. */

// The parent is gone: nothing is worth finishing, and files are whole at any moment. process.exit would wait for running operations.
process.on('disconnect', () => process.kill(pid, 'SIGKILL'));
// An interrupt of the terminal reaches every process of it; the parent decides and cancels.
process.on('SIGINT', () => {});

const channel: Channel = {
  post: (message) => process.connected && process.send?.(message, undefined, {}, () => {}),
  listen: (receive) => process.on('message', receive),
};

/** Decodes and encodes one pixel; throws where the native library is missing or does not fit. */
async function probe(): Promise<{ sharp: string; libvips: string }> {
  const { default: sharp } = await import('sharp');
  const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  await sharp(pixel).raw().toBuffer();
  return { sharp: sharp.versions.sharp, libvips: sharp.versions.vips };
}

async function main(): Promise<void> {
  const library = await probe().catch((error: Error) => {
    console.error(error.message);
    exit(brokenLibraryExitCode);
  });
  // Loaded after the probe, so that its failure is told instead of a stack of a bundle.
  const { PoolProcess } = await import('./poolProcess');
  const workers = Math.max(1, Number(env.ASSETMILL_WORKERS) || 1);
  new PoolProcess(channel, workers).announce({ pid, node: versions.node, ...library, workers });
}

void main();

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { inHub, TestNetwork } from './cluster/hosts';
import { end, freePort, startRedis, startWorker } from './cluster/servers';
import { cli } from './contestants';

/**
 * How a run grows with the number of machines: workers in network namespaces with a limited link to the queue, and a share of a core
 * each, since this computer has few. `node out/test/bench/clusterScale.main.cjs --images 20000 --workers 1,2,4 --rate 10mbit --cpu 0.4`
 */

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '20000' },
    workers: { type: 'string', default: '1,2,4' },
    rate: { type: 'string', default: '10mbit' },
    cpu: { type: 'string', default: '0.4' },
  },
});
const images = Number(values.images);

/** Different images; the others are further names of them. */
const different = 200;

async function makeImages(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const name = (index: number) => join(folder, `image-${String(index).padStart(6, '0')}.jpg`);
  for (let index = 0; index < images; index += 1) {
    if (index >= different) linkSync(name(index % different), name(index));
    else
      await sharp({
        create: { width: 640, height: 480, channels: 3, background: '#888', noise: { type: 'gaussian', mean: index, sigma: 30 } },
      })
        .blur(1)
        .jpeg()
        .toFile(name(index));
  }
}

interface Measured {
  readonly workers: number;
  readonly seconds: number;
  readonly linkBytes: number;
}

async function measureRun(root: string, workers: number): Promise<Measured> {
  const network = new TestNetwork();
  const port = await freePort();
  rmSync(join(root, 'images', 'out'), { recursive: true, force: true });
  rmSync(join(root, '.assetmill'), { recursive: true, force: true });
  const queueFolder = mkdtempSync(join(tmpdir(), 'assetmill-queue-'));
  const hosts = Array.from({ length: workers }, (_, host) => network.addHost(host, { rate: values.rate, cpu: Number(values.cpu) }));
  const processes = [await startRedis('0.0.0.0', port, queueFolder, inHub)];
  try {
    for (const [host, prefix] of hosts.entries()) {
      const args = ['--queue', `redis://${network.hubAddress(host)}:${port}`, '--root', `scale=${root}`, '--concurrency', '1'];
      processes.push(await startWorker(args, prefix));
    }
    const before = hosts.map((_, host) => network.bytesOf(host));
    const started = performance.now();
    const [file, ...prefix] = inHub as [string, ...string[]];
    const line = [execPath, cli, 'run', 'small', join(root, 'images'), '--settings', join(root, 'settings.json')];
    const planner = spawn(file, [...prefix, ...line, '--queue', `redis://127.0.0.1:${port}`, '--root', `scale=${root}`], {
      stdio: 'inherit',
    });
    const [code] = await once(planner, 'exit');
    const seconds = (performance.now() - started) / 1000;
    const made = readdirSync(join(root, 'images', 'out')).length;
    if (code !== 0 || made !== images) throw new Error(`The run ended with ${code} and ${made} outputs.`);
    const linkBytes = hosts.reduce((sum, _, host) => sum + network.bytesOf(host) - (before[host] ?? 0), 0);
    return { workers, seconds, linkBytes };
  } finally {
    await end(processes.reverse());
    network.remove();
    rmSync(queueFolder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'assetmill-scale-'));
  const profile = { steps: [{ operation: 'resize', longEdge: 320 }], outputs: [{ folder: 'out' }] };
  writeFileSync(join(root, 'settings.json'), JSON.stringify({ 'assetmill.profiles': { small: profile } }));
  try {
    await makeImages(join(root, 'images'));
    const results: Measured[] = [];
    for (const workers of values.workers.split(',').map(Number)) results.push(await measureRun(root, workers));
    console.log(`\n${images} images of 640 x 480, links of ${values.rate}, ${values.cpu} of a core for each worker\n`);
    console.log('| Workers | Seconds | Speed | Bytes over the links for each image |\n| --: | --: | --: | --: |');
    for (const { workers, seconds, linkBytes } of results)
      console.log(
        `| ${workers} | ${seconds.toFixed(0)} | ${((results[0]?.seconds ?? 0) / seconds).toFixed(2)} | ${Math.round(linkBytes / images)} |`,
      );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

void main();

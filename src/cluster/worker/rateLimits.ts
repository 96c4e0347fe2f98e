import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { ClusterError } from '../queue/queueAddress';
import { keyPrefix, queueName } from '../queue/queueNames';

/** Time over which a rate is averaged, in seconds. */
const usualWindowSeconds = 2;

/**
 * Limits how many files of a root all machines together start per second, such as for storage that others use, too.
 * @param rates as typed: `NAME=FILES` for one root, `FILES` for each
 * @returns waits until some of so many files may be started, and says how many; undefined where there is no limit
 * @throws ClusterError
 */
export function rateLimit(redis: Redis, root: string, rates: readonly string[]): ((files: number) => Promise<number>) | undefined {
  const parsed = rates.map(parseRate);
  const rate = parsed.find(({ name }) => name === root) ?? parsed.find(({ name }) => name === undefined);
  if (!rate) return undefined;
  // A window has room for a whole file at least.
  const windowSeconds = Math.max(usualWindowSeconds, Math.ceil(1 / rate.files));
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${keyPrefix}:${queueName(root)}:rate`,
    points: Math.max(1, Math.floor(rate.files * windowSeconds)),
    duration: windowSeconds,
  });
  return async (files) => {
    for (;;) {
      const { consumed, msBeforeNext } = await consume(files);
      // What is too much in this window is not given back: the next one begins at zero again.
      const admitted = Math.min(files, limiter.points - (consumed - files));
      if (admitted > 0) return admitted;
      await new Promise((resolve) => setTimeout(resolve, Math.max(50, msBeforeNext)));
    }
  };

  async function consume(files: number) {
    try {
      return { consumed: (await limiter.consume('files', files)).consumedPoints, msBeforeNext: 0 };
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return { consumed: refusal.consumedPoints, msBeforeNext: refusal.msBeforeNext };
    }
  }
}

function parseRate(text: string): { readonly name: string | undefined; readonly files: number } {
  const [, name, number] = /^(?:(.+)=)?(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const files = Number(number);
  if (!(files > 0)) throw new ClusterError(`${text} is not a rate. Use FILES or NAME=FILES, in files per second.`);
  return { name, files };
}

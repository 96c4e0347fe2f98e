import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { ClusterError } from '../queue/queueAddress';
import { keyPrefix, queueName } from '../queue/queueNames';

/** Time over which the rate is averaged, in seconds: a chunk has many files. */
const windowSeconds = 10;

/**
 * Limits how many files of a root all machines together start per second, such as for storage that others use, too.
 * @param rates as typed: `NAME=FILES` for one root, `FILES` for each
 * @returns waits until so many files may be started; undefined where there is no limit
 * @throws ClusterError
 */
export function rateLimit(redis: Redis, root: string, rates: readonly string[]): ((files: number) => Promise<void>) | undefined {
  const parsed = rates.map(parseRate);
  const rate = parsed.find(({ name }) => name === root) ?? parsed.find(({ name }) => name === undefined);
  if (!rate) return undefined;
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${keyPrefix}:${queueName(root)}:rate`,
    points: Math.max(1, Math.round(rate.files * windowSeconds)),
    duration: windowSeconds,
  });
  return async (files) => {
    // A chunk that has more files than the window has room for takes several windows.
    for (let left = files; left > 0; ) {
      const points = Math.min(left, limiter.points);
      try {
        await limiter.consume('files', points);
        left -= points;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        await limiter.reward('files', points);
        await new Promise((resolve) => setTimeout(resolve, Math.max(50, refusal.msBeforeNext)));
      }
    }
  };
}

function parseRate(text: string): { readonly name: string | undefined; readonly files: number } {
  const [, name, number] = /^(?:(.+)=)?(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const files = Number(number);
  if (!(files > 0)) throw new ClusterError(`${text} is not a rate. Use FILES or NAME=FILES, in files per second.`);
  return { name, files };
}

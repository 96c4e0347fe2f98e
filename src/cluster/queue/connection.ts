import * as l10n from '@vscode/l10n';
import { Redis, type RedisOptions } from 'ioredis';
import type { QueueAddress } from './queueAddress';

/** A server that does not answer for this long is taken for lost, in ms: more than the longest wait for a chunk, less than a lock lasts. */
const silenceMs = 20_000;
/** Longest time between two attempts to connect, in ms. */
const mostDelayMs = 5000;

/**
 * Connects to the queue's server, and again whenever the connection is lost: commands wait meanwhile.
 * @param onTrouble called when the connection fails, with a sentence for people, and without an argument when it is back
 */
export function connectRedis({ connection, shown }: QueueAddress, onTrouble: (reason?: string) => void): Redis {
  const options: RedisOptions = {
    ...connection,
    // BullMQ asks for it. A command waits for the connection as long as it takes.
    maxRetriesPerRequest: null,
    // Without it, a connection that a router has forgotten is noticed after a quarter of an hour.
    socketTimeout: silenceMs,
    keepAlive: silenceMs / 2,
    retryStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, mostDelayMs),
  };
  const redis = new Redis(options);
  redis.on('error', (error: NodeJS.ErrnoException) => onTrouble(reasonOf(error, shown)));
  redis.on('ready', () => onTrouble());
  return redis;
}

function reasonOf({ message, code }: NodeJS.ErrnoException, shown: string): string {
  if (/WRONGPASS|NOAUTH|NOPERM/.test(message)) return l10n.t('The queue at {0} refused the user or the password.', shown);
  return l10n.t('The queue at {0} cannot be reached ({1}).', shown, code ?? message);
}

/** Time before what needs a connection is tried again, in ms. */
const againMs = 100;

/**
 * Carries out a transaction. Unlike a single command, the client does not send it again when the connection is lost on the way: whether
 * it was carried out is not known, so it must be one that may be carried out twice.
 * @throws what the server objects to
 */
export async function transact<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (;;)
    try {
      return await transaction();
    } catch (error) {
      if (!/connection/i.test((error as Error).message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
}

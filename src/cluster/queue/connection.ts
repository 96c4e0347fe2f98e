import * as l10n from '@vscode/l10n';
import { Redis, type RedisOptions } from 'ioredis';
import type { QueueAddress } from './queueAddress';

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

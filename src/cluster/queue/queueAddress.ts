import { readFileSync } from 'node:fs';
import type { RedisOptions } from 'ioredis';

/** Where the queue is: a Redis or Valkey server. */
export interface QueueAddress {
  /** For ioredis, with what proves who asks. Never shown, logged, or recorded. */
  readonly connection: RedisOptions;
  /** The address as messages show it: without user and password. */
  readonly shown: string;
}

/** An address, a root, or an option that cannot be used. The message is for people. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
}

const usualPort = 6379;

/**
 * Reads the URL of a queue: `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS.
 * @param env `ASSETMILL_QUEUE_USER` and `ASSETMILL_QUEUE_PASSWORD` stand in for what the URL lacks; `ASSETMILL_QUEUE_CA` is the path of
 *   a certificate that signed the server's own one
 * @throws ClusterError which never contains the URL, since that may have a password
 */
export function parseQueue(text: string, env: NodeJS.ProcessEnv = process.env): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new ClusterError('The address of the queue is not valid. Use redis://HOST:PORT, or rediss://HOST:PORT for TLS.');
  const database = url.pathname.slice(1);
  if (!/^\d*$/.test(database)) throw new ClusterError('The address of the queue has a database that is not a number.');
  const isSecure = url.protocol === 'rediss:';
  const port = url.port === '' ? usualPort : Number(url.port);
  const username = decodeURIComponent(url.username) || env.ASSETMILL_QUEUE_USER;
  const password = decodeURIComponent(url.password) || env.ASSETMILL_QUEUE_PASSWORD;
  return {
    connection: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port,
      ...(database !== '' && { db: Number(database) }),
      ...(username && { username }),
      ...(password && { password }),
      ...(isSecure && { tls: { ...(env.ASSETMILL_QUEUE_CA && { ca: readCertificate(env.ASSETMILL_QUEUE_CA) }) } }),
    },
    shown: `${url.protocol}//${url.hostname}:${port}${database === '' ? '' : `/${database}`}`,
  };
}

function readCertificate(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ClusterError(`The certificate in ASSETMILL_QUEUE_CA cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Whether a URL contains a password, which other users of the computer see in the list of processes. */
export function hasPassword(text: string): boolean {
  return URL.canParse(text) && new URL(text).password !== '';
}

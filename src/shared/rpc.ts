import { createBirpc } from 'birpc';

/** One end of a message channel: process IPC or a webview's messages. */
export interface Channel {
  post(message: unknown): void;
  listen(receive: (message: unknown) => void): void;
}

/** The functions of the other end: each call gives a promise that always settles (reply, error or close). */
export type Remote<Functions extends object> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

export interface Connection<Functions extends object> {
  readonly remote: Remote<Functions>;
  /** Rejects every pending call with the reason; later calls reject too. */
  close(reason: Error): void;
}

/**
 * Joins both ends of a channel. Calls have no time limit of their own (a plan of a huge folder takes as long as it takes);
 * whoever owns the channel closes the connection when the other end is gone.
 * @param events names of remote functions that send no reply
 */
export function connect<RemoteFunctions extends object, LocalFunctions extends object>(
  local: LocalFunctions,
  channel: Channel,
  events: readonly (keyof RemoteFunctions & string)[] = [],
): Connection<RemoteFunctions> {
  const rpc = createBirpc<RemoteFunctions, LocalFunctions>(local, {
    post: (message) => channel.post(message),
    on: (receive) => channel.listen(receive),
    eventNames: [...events],
    timeout: -1,
  });
  return { remote: rpc as unknown as Remote<RemoteFunctions>, close: (reason) => rpc.$close(reason) };
}

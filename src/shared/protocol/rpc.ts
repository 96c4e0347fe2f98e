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

/** An error as it crosses: a webview's messages are JSON, which makes `{}` of it, and not everything that is thrown can be cloned. */
interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

function sendable(thrown: unknown): SentError {
  const { name, message, stack } = thrown as Partial<Error>;
  return { name: name ?? 'Error', message: message ?? String(thrown), stack };
}

/** A reply of birpc's holds the error under `e`. */
function packError(message: { e?: unknown }): unknown {
  return message.e === undefined ? message : { ...message, e: sendable(message.e) };
}

function unpackError(message: { e?: SentError }): unknown {
  return message.e === undefined ? message : { ...message, e: Object.assign(new Error(message.e.message), message.e) };
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
    on: (receive) => {
      // Nothing is returned: birpc would wait for it before its first call, and a close in between would miss that call.
      channel.listen(receive);
    },
    serialize: packError,
    deserialize: unpackError,
    // A result that cannot be sent is answered with the error. Errors of calls come without a method and go to the caller.
    onGeneralError: (_, method) => method !== undefined,
    eventNames: [...events],
    timeout: -1,
    bind: 'functions',
  });
  let closed: Error | undefined;
  const remote = new Proxy(rpc as unknown as Remote<RemoteFunctions>, {
    get: (target, name) => (closed ? () => Promise.reject(closed) : target[name as keyof RemoteFunctions]),
  });
  const close = (reason: Error) => {
    closed = reason;
    rpc.$close(reason);
  };
  return { remote, close };
}

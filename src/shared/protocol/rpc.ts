import { createBirpc } from 'birpc';

/** One end of a message channel: process IPC or a webview's messages. */
export interface Channel {
  post(message: unknown): void;
  listen(receive: (message: unknown) => void): void;
}

/** The functions of the other end. Each call returns a promise that always settles: by the reply, an error or a close. */
export type Remote<Functions extends object> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

export interface Connection<Functions extends object> {
  readonly remote: Remote<Functions>;
  /** Rejects every pending and every later call with the reason. */
  close(reason: Error): void;
}

/** An error in a message. JSON, as webviews use it, would turn an Error into `{}`, and not everything that is thrown can be cloned. */
interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Of an error of the operating system. */
  readonly code?: string;
  readonly syscall?: string;
}

function sendable(thrown: unknown): SentError {
  const { name, message, stack, code, syscall } = thrown as Partial<Error> & { readonly code?: unknown; readonly syscall?: unknown };
  const sent = { name: name ?? 'Error', message: message ?? String(thrown), stack };
  return typeof code === 'string' && typeof syscall === 'string' ? { ...sent, code, syscall } : sent;
}

/** birpc puts the error of a reply into `e`. */
function packError(message: { e?: unknown }): unknown {
  return message.e === undefined ? message : { ...message, e: sendable(message.e) };
}

function unpackError(message: { e?: SentError }): unknown {
  return message.e === undefined ? message : { ...message, e: Object.assign(new Error(message.e.message), message.e) };
}

/**
 * Connects one end of a channel. Calls have no timeout, since planning a huge folder takes long; the owner of the channel closes the
 * connection when the other end has closed.
 * @param local the functions that the other end may call
 * @param events names of remote functions whose calls get no reply
 */
export function connect<RemoteFunctions extends object, LocalFunctions extends object>(
  local: LocalFunctions,
  channel: Channel,
  events: readonly (keyof RemoteFunctions & string)[] = [],
): Connection<RemoteFunctions> {
  const rpc = createBirpc<RemoteFunctions, LocalFunctions>(local, {
    post: (message) => channel.post(message),
    on: (receive) => {
      // Returns nothing: birpc would await the result before its first call, and a close in between would miss that call.
      channel.listen(receive);
    },
    serialize: packError,
    deserialize: unpackError,
    // Answers with an error when a result cannot be sent. Errors of calls come without a method and go to the caller.
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

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './redisServer';

/** A connection to the queue that can be cut: a network in which nothing arrives, and nobody says so. */
export class CutConnection {
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(
    readonly port: number,
    readonly server: Server,
  ) {}

  /** @param target port of the queue */
  static async start(target: number): Promise<CutConnection> {
    const port = await freePort();
    const server = createServer();
    const cut = new CutConnection(port, server);
    server.on('connection', (socket) => cut.#relay(socket, connect(target, '127.0.0.1')));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return cut;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  #relay(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => {});
      from.on('data', (bytes) => to.write(bytes));
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      if (this.#isCut) from.pause();
    }
  }

  /** From now on nothing arrives, and connections stay open. */
  stall(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** The network is there again, and has forgotten its connections. */
  drop(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  async end(): Promise<void> {
    this.server.close();
    this.drop();
  }
}

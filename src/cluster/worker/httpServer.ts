import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ClusterError } from '../queue/queueAddress';

/** A page that a worker serves. */
export interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

export interface HttpOptions {
  /** `[HOST:]PORT`. Without a host, only this computer reaches it. */
  readonly address: string;
  /** By path. */
  readonly pages: Readonly<Record<string, () => Promise<Page>>>;
  /** What answers every other request below a path, such as a dashboard. */
  readonly handler?: { readonly path: string; handle(request: IncomingMessage, response: ServerResponse): void };
}

/**
 * Serves metrics and health.
 * @returns the server, which listens
 * @throws ClusterError when the address cannot be used
 */
export async function serveHttp({ address, pages, handler }: HttpOptions): Promise<Server> {
  const { host, port } = parseAddress(address);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://worker');
    const page = Object.hasOwn(pages, pathname) ? pages[pathname] : undefined;
    if (page) void answer(response, page);
    else if (handler && (pathname === handler.path || pathname.startsWith(`${handler.path}/`))) handler.handle(request, response);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end(`${Object.keys(pages).join('\n')}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ClusterError(`${host}:${port} cannot be used (${error.code}).`)));
    server.listen(port, host, resolve);
  });
  // Metrics are no reason to go on.
  server.unref();
  return server;
}

async function answer(response: ServerResponse, page: () => Promise<Page>): Promise<void> {
  const { status, contentType, text } = await page().catch((error: Error) => ({
    status: 500,
    contentType: 'text/plain',
    text: `${error.message}\n`,
  }));
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
}

function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined || Number(port) > 65_535) throw new ClusterError(`${address} is not an address. Use PORT or HOST:PORT.`);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

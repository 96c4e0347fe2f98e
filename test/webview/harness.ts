import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type PanelDelta, type PanelHost, type PanelPage, panelPageEventNames } from '../../src/shared/protocol/panelProtocol';
import { connect } from '../../src/shared/protocol/rpc';
import { installChromium } from '../host/installChromium';

export const themes = ['dark', 'light', 'contrast', 'contrastLight'] as const;
export type Theme = (typeof themes)[number];

const nonce = 'bm9uY2U';
/** The content security policy of the panel; the server's own origin replaces `webview.cspSource`. */
const policy = `default-src 'none'; img-src 'self'; script-src 'nonce-${nonce}'; style-src 'self'`;

/** Translations by their English texts. */
export type Texts = Readonly<Record<string, string>>;

interface PageOptions {
  readonly theme: Theme;
  /** VS Code's display language, and its translated texts. */
  readonly language: string;
  readonly texts: Texts | undefined;
}

const textsBlock = (texts: Texts) => `<script type="application/json" id="l10n">${JSON.stringify(texts)}</script>`;

/** The panel's page as in VS Code, with a stand-in for `acquireVsCodeApi` that sends its messages to the test. */
const html = ({ theme, language, texts }: PageOptions) => `<!DOCTYPE html>
<html lang="${language}" data-theme="${theme}"><head>
<meta charset="utf-8"><title>Assetmill</title><meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="themes.css"><link rel="stylesheet" href="panel.css">
<script nonce="${nonce}">
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error('CSP', violatedDirective, blockedURI));
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => void toHost(message),
    getState: () => JSON.parse(sessionStorage.getItem(location.pathname) ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem(location.pathname, JSON.stringify(state)),
  });
</script>
</head><body><assetmill-panel></assetmill-panel>${texts ? textsBlock(texts) : ''}<script type="module" nonce="${nonce}" src="webview.js"></script></body></html>`;

/** Where the panel's files are. */
export interface PanelFiles {
  /** The top of the checkout. */
  readonly root: string;
  /** The bundle of the page. */
  readonly webviewFile: string;
}

/** What answers the page. */
export interface PanelEnd {
  readonly functions: PanelHost;
  /** Sends a delta to the page; set when the page opens. */
  send: (delta: PanelDelta) => void;
}

/** A panel open in the browser. */
export interface OpenPanel {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors and violations of the policy. */
  readonly errors: readonly string[];
  /** Gives the page back. */
  close(): Promise<void>;
}

/** A page of the browser, which shows one panel after the other: opening a page takes longer than most tests. */
interface Tab {
  readonly page: Page;
  errors: string[];
  /** Hears what the panel sends. */
  receive: (message: unknown) => void;
}

type Served = readonly [type: string, body: string];

/** Chromium and a server for the panel's page. */
export class Harness {
  readonly #idle: Tab[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    private readonly server: Server,
    private readonly served: Map<string, Served>,
  ) {}

  static async start({ root, webviewFile }: PanelFiles): Promise<Harness> {
    const served = new Map<string, Served>(
      Object.entries<Served>({
        '/favicon.ico': ['image/x-icon', ''],
        '/icon.svg': ['image/svg+xml', await readFile(path.join(root, 'media/icon.svg'), 'utf8')],
        '/webview.js': ['text/javascript', await readFile(webviewFile, 'utf8')],
        '/panel.css': ['text/css', await readFile(path.join(root, 'media/panel.css'), 'utf8')],
        '/themes.css': ['text/css', await readFile(path.join(root, 'test/webview/themes.css'), 'utf8')],
      }),
    );
    const server = createServer(({ url = '/' }, response) => {
      const [type, body] = served.get(url) ?? [];
      response.writeHead(type === undefined ? 404 : 200, { 'content-type': `${type ?? 'text/plain'}; charset=utf-8` }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const executablePath = await installChromium();
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
    ];
    const browser = await chromium.launch({ executablePath, args });
    return new Harness(browser, await browser.newContext(), server, served);
  }

  /** Opens the panel with a host, and waits until it shows its first state. */
  async open(
    host: PanelEnd,
    { theme = 'dark', language = 'en', texts, width = 900, height = 700 }: Partial<PageOptions> & { width?: number; height?: number } = {},
  ): Promise<OpenPanel> {
    const tab = this.#idle.pop() ?? (await this.openTab());
    const { page } = tab;
    const errors: string[] = [];
    tab.errors = errors;
    await page.setViewportSize({ width, height });

    let isOpen = true;
    const post = async (message: unknown) => {
      if (isOpen) await page.evaluate((data) => window.postMessage(data, '*'), message).catch(() => {});
    };
    const listen = (receive: Tab['receive']) => {
      tab.receive = receive;
    };
    const { remote } = connect<PanelPage, PanelHost>(host.functions, { post, listen }, panelPageEventNames);
    host.send = (delta) => void remote.update(delta);

    const address = `/panel-${this.served.size}`;
    this.served.set(address, ['text/html', html({ theme, language, texts })]);
    await page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}${address}`);
    await page.locator('assetmill-run-header, assetmill-empty-state, assetmill-preview-pair, .error').waitFor();
    const close = async () => {
      isOpen = false;
      await this.giveBack(tab);
    };
    return { page, errors, close };
  }

  private async openTab(): Promise<Tab> {
    const page = await this.context.newPage();
    const tab: Tab = { page, errors: [], receive: () => {} };
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && tab.errors.push(message.text()));
    page.on('pageerror', (error) => tab.errors.push(error.message));
    await page.exposeFunction('toHost', (message: unknown) => tab.receive(message));
    return tab;
  }

  /** Leaves nothing of the panel that was shown, so that the next one meets a new page. */
  private async giveBack(tab: Tab): Promise<void> {
    await tab.page.goto('about:blank');
    await tab.page.emulateMedia({ reducedMotion: null });
    await tab.page.mouse.move(0, 0);
    this.#idle.push(tab);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

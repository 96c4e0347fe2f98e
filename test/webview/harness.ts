import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { type PanelHost, type PanelPage, panelPageEventNames } from '../../src/shared/protocol/panelProtocol';
import { connect } from '../../src/shared/protocol/rpc';
import type { FakeHost } from './fakeHost';

const themes = ['dark', 'light', 'contrast'] as const;
export type Theme = (typeof themes)[number];

const root = path.join(import.meta.dirname, '..', '..');
const nonce = 'bm9uY2U';
/** The policy that the extension gives the panel; its own origin stands for `webview.cspSource`. */
const policy = `default-src 'none'; img-src 'self'; script-src 'nonce-${nonce}'; style-src 'self'`;

/** A language of which every text can be told: each is in quotation marks that nothing else has. */
export async function pseudoTexts(): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = JSON.parse(await readFile(path.join(root, 'l10n/bundle.l10n.json'), 'utf8'));
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, `«${text}»`]));
}

/** What the page is in VS Code, with a stand-in for `acquireVsCodeApi` whose messages go to the test. */
const html = (theme: Theme, texts = '') => `<!DOCTYPE html>
<html lang="en" data-theme="${theme}"><head>
<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="themes.css"><link rel="stylesheet" href="panel.css">
<script nonce="${nonce}">
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error('CSP', violatedDirective, blockedURI));
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => void toHost(message),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
</script>
</head><body><assetmill-panel></assetmill-panel>${texts}<script type="module" nonce="${nonce}" src="webview.js"></script></body></html>`;

/** A panel open in the browser. */
export interface OpenPanel {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors and breaches of the policy. */
  readonly errors: readonly string[];
}

/** Chromium and a server of the panel's page. */
export class Harness {
  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
  ) {}

  static async start(): Promise<Harness> {
    const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
      ...Object.fromEntries(themes.map((theme) => [`/${theme}`, ['text/html', html(theme)]])),
      '/translated': [
        'text/html',
        html('dark', `<script type="application/json" id="l10n">${JSON.stringify(await pseudoTexts())}</script>`),
      ],
      '/favicon.ico': ['image/x-icon', ''],
      '/icon.svg': ['image/svg+xml', await readFile(path.join(root, 'media/icon.svg'), 'utf8')],
      '/webview.js': ['text/javascript', await readFile(inject('bundles').webviewFile, 'utf8')],
      '/panel.css': ['text/css', await readFile(path.join(root, 'media/panel.css'), 'utf8')],
      '/themes.css': ['text/css', await readFile(path.join(root, 'test/webview/themes.css'), 'utf8')],
    };
    const server = createServer(({ url = '/' }, response) => {
      const [type, body] = files[url] ?? [];
      response.writeHead(type === undefined ? 404 : 200, { 'content-type': `${type ?? 'text/plain'}; charset=utf-8` }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
    ];
    return new Harness(await chromium.launch({ executablePath, args }), server);
  }

  /** Opens the panel against a host, and waits until it shows its first state. */
  async open(
    host: FakeHost,
    { theme = 'dark', width = 900, height = 700 }: { theme?: Theme | 'translated'; width?: number; height?: number } = {},
  ): Promise<OpenPanel> {
    const page = await this.browser.newPage({ viewport: { width, height } });
    const errors: string[] = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));

    let receive: (message: unknown) => void = () => {};
    await page.exposeFunction('toHost', (message: unknown) => receive(message));
    const post = (message: unknown) => page.evaluate((data) => window.postMessage(data, '*'), message).catch(() => {});
    const { remote } = connect<PanelPage, PanelHost>(host.functions, { post, listen: (each) => (receive = each) }, panelPageEventNames);
    host.send = (delta) => void remote.update(delta);

    await page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${theme}`);
    await page.locator('assetmill-run-header, assetmill-empty-state, .fault').waitFor();
    return { page, errors };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

import { installChromium } from './installChromium';
import { installServer } from './installServer';

/** Installs what the tests in a real VS Code need and what this machine lacks: Chromium and the VS Code server. */
async function main(): Promise<void> {
  const [chromium, server] = await Promise.all([installChromium(), installServer()]);
  console.log(`Chromium: ${chromium}\nVS Code server: ${server.vscode}`);
}

main().catch((error: Error) => {
  console.error(error.cause ? `${error.message}\n${(error.cause as Error).message}` : error.message);
  process.exit(1);
});

import { installChromium } from './installChromium';
import { installReferenceTools } from './installReferenceTools';
import { installServer } from './installServer';

function print(error: Error): void {
  console.error(error.message);
  if (error.cause instanceof Error) console.error(error.cause.message);
}

/** Installs one after the other: only one process may use apt-get. */
async function installPackages(): Promise<string> {
  try {
    return await installChromium();
  } finally {
    console.log(await installReferenceTools());
  }
}

/**
 * Installs what the tests need and what this machine lacks: Chromium and the VS Code server, at the same time, and then the programs
 * that decoders are compared with. If one fails, the others still finish.
 */
async function main(): Promise<void> {
  const results = await Promise.allSettled([installPackages(), installServer().then(({ vscode }) => vscode)]);
  for (const result of results) {
    if (result.status === 'fulfilled') console.log(result.value);
    else print(result.reason as Error);
  }
  process.exit(results.every(({ status }) => status === 'fulfilled') ? 0 : 1);
}

main();

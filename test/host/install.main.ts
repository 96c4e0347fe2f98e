import { installChromium } from './installChromium';
import { installServer } from './installServer';

function print(error: Error): void {
  console.error(error.message);
  if (error.cause instanceof Error) console.error(error.cause.message);
}

/**
 * Installs what the tests in a real VS Code need and what this machine lacks: Chromium and the VS Code server, at the same time.
 * If one fails, the other still finishes.
 */
async function main(): Promise<void> {
  const results = await Promise.allSettled([installChromium(), installServer().then(({ vscode }) => vscode)]);
  for (const result of results) {
    if (result.status === 'fulfilled') console.log(result.value);
    else print(result.reason as Error);
  }
  process.exit(results.every(({ status }) => status === 'fulfilled') ? 0 : 1);
}

main();

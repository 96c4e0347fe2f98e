import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';

/** Texts that were translated so far. The rest of the library is the real one. */
const translated = vi.hoisted(() => [] as unknown[]);
vi.mock('@vscode/l10n', async (importOriginal) => {
  const original = await importOriginal<typeof import('@vscode/l10n')>();
  return {
    ...original,
    t: (...args: Parameters<typeof original.t>) => {
      translated.push(args[0]);
      return original.t(...args);
    },
  };
});

const modules = ['shared', 'engine'].flatMap((folder) =>
  readdirSync(join('src', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', folder, name)),
);

test('no module translates a text while it loads, since the bundle may be configured later', async () => {
  expect(modules.length).toBeGreaterThan(100);
  for (const path of modules) {
    await import(pathToFileURL(path).href);
    expect(translated, path).toEqual([]);
  }
});

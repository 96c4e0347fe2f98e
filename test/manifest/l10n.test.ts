import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { expect, test } from 'vitest';

const imports = /^import .* from '(?:vscode|@vscode\/l10n)';\n/gm;

/**
 * Sources joined into one for each way in which they import the localization. What is found depends on the names that are
 * imported, and finding takes 50 ms for each text that is searched, however short.
 */
function joinedByImports(sources: readonly string[]): string[] {
  const bodies = new Map<string, string>();
  for (const source of sources) {
    const imported = (source.match(imports) ?? []).sort().join('');
    bodies.set(imported, (bodies.get(imported) ?? '') + source.replace(imports, ''));
  }
  return [...bodies].map(([imported, body]) => imported + body);
}

test('l10n/bundle.l10n.json contains every text of the code (to update it: npm run l10n)', async () => {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const sources = joinedByImports(names.map((name) => readFileSync(join('src', name), 'utf8')));
  const texts = await getL10nJson(sources.map((contents) => ({ extension: '.ts', contents })));
  const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8'));
  expect(Object.keys(bundle).sort()).toEqual(Object.keys(texts).sort());
});

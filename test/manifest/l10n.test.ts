import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { expect, test } from 'vitest';

test('l10n/bundle.l10n.json contains every text of the code (to update it: npm run l10n)', async () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const texts = await getL10nJson(files.map((name) => ({ extension: '.ts', contents: readFileSync(join('src', name), 'utf8') })));
  const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8'));
  expect(Object.keys(bundle).sort()).toEqual(Object.keys(texts).sort());
});

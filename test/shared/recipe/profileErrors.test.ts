import * as l10n from '@vscode/l10n';
import { expect, test } from 'vitest';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';

// The schema is imported above, before there is a bundle.
test('errors are translated by a bundle that is configured after the schema was loaded', () => {
  l10n.config({
    contents: {
      'must be between {0} and {1}': 'muss zwischen {0} und {1} liegen',
      '{0}, got {1}': '{0}, ist aber {1}',
      'must be a multiple of 16': 'muss ein Vielfaches von 16 sein',
      'specify either an image or a text': 'entweder ein Bild oder ein Text',
      'must be one of {0}; got {1}': 'eines von {0}, nicht {1}',
    },
  });
  const parsed = parseProfile('web', {
    steps: [{ operation: 'resize', longEdge: 0 }, { operation: 'watermark' }],
    outputs: [{ format: 'tiff', tileSize: 100 }],
    conflict: 'ask',
  });
  expect(parsed.ok ? [] : parsed.errors.map(({ message }) => message)).toEqual([
    'muss zwischen 1 und 65535 liegen, ist aber 0',
    'entweder ein Bild oder ein Text',
    'muss ein Vielfaches von 16 sein',
    'eines von unique, skip, overwrite, nicht "ask"',
  ]);
});

import { expect, test } from 'vitest';
import { hasNews } from '../../../src/extension/prompts/hasNews';

test.each([
  ['0.8.0', '0.7.3', true],
  ['0.10.0', '0.9.0', true],
  ['1.0.0', '0.9.0', true],
  ['0.7.3', '0.7.0', false],
  ['0.7.0', '0.7.0', false],
  ['0.7.0', '0.8.0', false],
  ['0.8.0', undefined, false],
])('%s after %s has news: %s', (version, before, news) => {
  expect(hasNews(version, before)).toBe(news);
});

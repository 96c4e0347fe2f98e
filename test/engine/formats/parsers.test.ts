import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { hostileInputs } from '../../torture/fuzz/hostileInputs';
import { type ParserName, parserNames, runParser } from '../../torture/fuzz/parsers';
import { corpusOf } from '../../torture/fuzz/seeds';

/** What ends a parser that hangs, in ms: far more than all inputs take together. */
const hangMs = 20_000;

/** Runs a parser, and ends it if it hangs. @throws what it throws */
function runBounded(parser: ParserName, bytes: Buffer): void {
  runInContext('run()', createContext({ run: () => runParser(parser, bytes) }), { timeout: hangMs });
}

test.each(parserNames)('whatever bytes it gets, the parser of %s ends, and throws only errors that it documents', (parser) => {
  const inputs = corpusOf(parser, join(import.meta.dirname, '../../torture/corpus'));
  expect(inputs.length).toBeGreaterThan(0);
  for (const bytes of inputs) runBounded(parser, bytes);
});

test.each(hostileInputs())('%s does not keep a parser busy', (_title, parser, bytes) => {
  runBounded(parser, bytes);
});

import { describe, expect, test } from 'vitest';
import { refusedMessage } from '../../../src/shared/protocol/panelMessages';
import { everyRow } from '../../../src/shared/protocol/rowQuery';

const call = (name: unknown, ...args: readonly unknown[]) => ({ t: 'q', m: name, a: args, i: 'an-id' });
const query = { ...everyRow, filter: 'failed' };
const rows = { query, from: 0, count: 50 };

describe('a message of the page', () => {
  test.each([
    [call('ready', rows)],
    [call('watch', { query: { ...everyRow, text: 'a b', sort: 'saving', descending: true }, from: 99_999, count: 10 })],
    [call('act', 'open', 3)],
    [call('act', 'open', 3, 1)],
    [call('act', 'copyPath', 3, null)],
    [call('select', 3, 'range')],
    [call('selectAll', false)],
    [call('find', 'img', -1)],
    [call('actOnFailures', 'retry', 'empty')],
    [call('actOnRun', 'runAgain')],
    [call('compare', 3)],
    [call('compare', 3, 1)],
    [call('closeComparison')],
    [call('keepOriginal')],
    [call('tune', { operation: 'convert', format: 'avif', quality: 50, lossless: false })],
    [call('tune', { operation: 'resize', longEdge: 640 })],
    [call('tune', { operation: 'filter', filter: 'sepia', intensity: 100 })],
    [call('tuneImage', -1)],
    [call('tuneDestination', 'replace')],
    [call('copyDigests')],
    [call('setKeepRule', 'newest', false)],
    [call('setThreshold', 7.5)],
    [call('watchGroups', { from: 0, count: 40, columns: 3 })],
    [{ t: 'q', m: 'cancel', a: [] }],
  ])('is accepted: %j', (message) => {
    expect(refusedMessage(message)).toBeUndefined();
  });

  test.each([
    ['a function that is not listed', call('dispose')],
    ['what every object has', call('constructor')],
    ['the prototype', call('__proto__')],
    ['a name that is no text', call(7)],
    ['a number that is no index', call('act', 'open', -1)],
    ['a fraction', call('act', 'open', 1.5)],
    ['infinity', call('toggleFile', Number.POSITIVE_INFINITY)],
    ['a path in place of an id', call('act', 'open', '/etc/passwd')],
    ['a path to compare', call('compare', 3, '/etc/passwd')],
    ['no workers', call('useWorkers', 0)],
    ['too many workers', call('useWorkers', 5000)],
    ['too few arguments', call('act', 'open')],
    ['an unknown action', call('act', 'erase', 1)],
    ['an unknown way to select', call('select', 1, 'invert')],
    ['a position that is none', call('find', 'img', -2)],
    ['an endless text', call('watch', { ...rows, query: { ...query, text: 'x'.repeat(10_000) } })],
    ['an unknown column', call('watch', { ...rows, query: { ...query, sort: 'secret' } })],
    ['too many arguments', call('cancel', 1)],
    ['an unknown filter', call('watch', { ...rows, query: { ...query, filter: 'secret' } })],
    ['a window of a million rows', call('watch', { ...rows, count: 1_000_000 })],
    ['a window with something else in it', call('watch', { ...rows, extra: 1 })],
    ['a window that is no object', call('watch', null)],
    ['no columns', call('watchGroups', { from: 0, count: 1, columns: 0 })],
    ['an unknown format', call('tune', { operation: 'convert', format: 'exe', quality: 50, lossless: false })],
    ['a quality beyond the scale', call('tune', { operation: 'optimize', quality: 101, lossless: false })],
    ['a choice with something else in it', call('tune', { operation: 'resize', longEdge: 640, folder: '/etc' })],
    ['a folder as destination', call('tuneDestination', '/etc')],
    ['an unknown rule', call('setKeepRule', 'random', true)],
    ['a threshold beyond the scale', call('setThreshold', 100)],
    ['arguments that are no list', { t: 'q', m: 'cancel', a: { length: 0 }, i: 'an-id' }],
    ['a long id', { ...call('cancel'), i: 'x'.repeat(1000) }],
    ['a reply, for which nothing waits', { t: 's', i: 'an-id', r: 'x' }],
    ['another type', { t: 'x' }],
    ['text', 'cancel'],
    ['nothing', null],
  ])('is refused: %s', (_, message) => {
    expect(refusedMessage(message)?.reason).toMatch(
      /^The panel (called [a-zA-Z]+ with arguments that are not accepted|sent a message of an unknown kind)\.$/,
    );
  });

  test('that is refused is answered only if it waits for an answer', () => {
    expect(refusedMessage(call('dispose'))?.id).toBe('an-id');
    expect(refusedMessage({ t: 'q', m: 'dispose', a: [] })).not.toHaveProperty('id');
  });
});

import { expect, test } from 'vitest';
import { systemCause } from '../../../src/shared/values/systemCause';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: words of the system, write`), { code, syscall: 'write' });
}

test.each([
  ['ENOSPC', 'The disk is full. Free some space and try again.'],
  ['EACCES', 'Permission was denied. Change the permissions and try again.'],
  ['EPROTO', 'The system reported the error EPROTO.'],
])('%s is told as a cause, not in the words of the system', (code, cause) => {
  expect(systemCause(systemError(code))).toBe(cause);
});

test('the message of an error that is not of the system is kept', () => {
  expect(systemCause(new Error('Not a list.'))).toBe('Not a list.');
});

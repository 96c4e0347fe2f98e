import { expect, test } from 'vitest';
import { remoteAuthority } from '../../../src/extension/panel/remoteAuthority';

test.each([
  ['file+.vscode-resource.vscode-cdn.net', undefined],
  ['vscode-remote+wsl-002bubuntu-002d24-002e04.vscode-resource.vscode-cdn.net', 'wsl+ubuntu-24.04'],
  [
    'vscode-remote+ssh-002dremote-002b7b22686f73744e616d65223a22486f7374227d.vscode-resource.vscode-cdn.net',
    'ssh-remote+7b22686f73744e616d65223a22486f7374227d',
  ],
  ['vscode-remote+127-002e0-002e0-002e1-003a8080.vscode-resource.vscode-cdn.net', '127.0.0.1:8080'],
  ['vscode-remote+.vscode-resource.vscode-cdn.net', undefined],
])('The authority in the URL %s is %s', (authority, expected) => {
  expect(remoteAuthority(authority)).toBe(expected);
});

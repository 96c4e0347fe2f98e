/**
 * The authority of the computer that the extension runs on, as the window knows it, such as `ssh-remote+host`; undefined in a local window.
 * VS Code tells it only by the URLs of a page's files, in which every sign but letters and digits is its code, as in `-002b`.
 * @param authority that of such a URL
 */
export function remoteAuthority(authority: string): string | undefined {
  const encoded = /^vscode-remote\+([^.]+)\./.exec(authority)?.[1];
  return encoded?.replace(/-([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

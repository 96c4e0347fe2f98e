import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths';
import { type Server, type ServerOptions, startServer } from './server';
import { makeTemporaryFolder } from './temporaryFolder';

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Installs the checkout as an extension: by a link, which takes no time and shows a new build after a reload of the window.
 * It must be there before the server starts for the first time, which is when it reads the folder.
 */
export function linkExtension(extensionsFolder: string): void {
  const { publisher, name, version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Manifest;
  mkdirSync(extensionsFolder, { recursive: true });
  symlinkSync(projectRoot, join(extensionsFolder, `${publisher}.${name}-${version}`), 'dir');
}

/** Starts a VS Code server with the extension installed, for any browser that knows the URL: nobody else on the machine may use it. */
export function serveExtension(options: ServerOptions): Promise<Server> {
  const extensionsFolder = makeTemporaryFolder('extensions');
  linkExtension(extensionsFolder);
  return startServer({ ...options, extensionsFolder, token: randomBytes(16).toString('hex') });
}

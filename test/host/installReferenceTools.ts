import { existsSync } from 'node:fs';
import { runCommand } from './runCommand';

/** Debian packages of the programs that decoders and encoders are compared with. */
const referencePackages = ['imagemagick', 'libheif-examples', 'libjxl-tools', 'libopenjp2-tools', 'libimage-exiftool-perl'];

async function isInstalled(name: string): Promise<boolean> {
  const status = await runCommand('dpkg', ['--status', name]).catch(() => '');
  return status.includes('ok installed');
}

/** Installs the programs that tests compare results with. @returns what was done, as a line */
export function installReferenceTools(): Promise<string> {
  return installPackages('Programs that tests compare with', referencePackages);
}

/**
 * Installs Debian packages where that can be done without asking: on Debian and Ubuntu as root. Without a program, its tests are skipped
 * with a line, so nothing here fails.
 * @param what the programs in them
 * @returns what was done, as a line
 */
export async function installPackages(what: string, packages: readonly string[]): Promise<string> {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0)
    return `${what} are not installed automatically here: ${packages.join(', ')}.`;
  const missing: string[] = [];
  for (const name of packages) if (!(await isInstalled(name))) missing.push(name);
  if (missing.length === 0) return `${what} are installed.`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await runCommand('apt-get', ['update'], { env });
    await runCommand('apt-get', ['install', '-y', '--no-install-recommends', ...missing], { env });
    return `${what} were installed: ${missing.join(', ')}.`;
  } catch (error) {
    return `${what} could not be installed (${missing.join(', ')}): ${(error as Error).message}`;
  }
}

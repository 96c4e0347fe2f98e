import { existsSync } from 'node:fs';
import { runCommand } from './runCommand';

/** Debian packages of the programs that decoders and encoders are compared with. */
const packages = ['imagemagick', 'libheif-examples', 'libjxl-tools', 'libopenjp2-tools', 'libimage-exiftool-perl'];

async function isInstalled(name: string): Promise<boolean> {
  const status = await runCommand('dpkg', ['--status', name]).catch(() => '');
  return status.includes('ok installed');
}

/**
 * Installs the programs that tests compare results with, where that can be done without asking: on Debian and Ubuntu as root.
 * Without a program, its tests are skipped with a line, so nothing here fails.
 * @returns what was done, as a line
 */
export async function installReferenceTools(): Promise<string> {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0)
    return `Programs that tests compare with are not installed automatically here: ${packages.join(', ')}.`;
  const missing: string[] = [];
  for (const name of packages) if (!(await isInstalled(name))) missing.push(name);
  if (missing.length === 0) return 'The programs that tests compare with are installed.';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await runCommand('apt-get', ['update'], { env });
    await runCommand('apt-get', ['install', '-y', '--no-install-recommends', ...missing], { env });
    return `Installed programs that tests compare with: ${missing.join(', ')}.`;
  } catch (error) {
    return `Programs that tests compare with could not be installed (${missing.join(', ')}): ${(error as Error).message}`;
  }
}

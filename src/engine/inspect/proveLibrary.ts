import { createRequire } from 'node:module';
import { arch, platform } from 'node:process';
import * as l10n from '@vscode/l10n';
import type { LibraryVersions } from '../../shared/protocol/poolProtocol';
import { isWebAssembly, loadSharp } from '../formats/loadSharp';

/** Linux systems with another C library than glibc have libraries of their own. */
const cLibraries = ['', 'musl'] as const;

/** Why sharp did not take its native library: it tells nobody when it takes its WebAssembly build instead. */
function nativeFault(): string {
  const require = createRequire(createRequire(__filename).resolve('sharp'));
  let isThere = false;
  for (const cLibrary of cLibraries) {
    const name = `@img/sharp-${platform}${cLibrary}-${arch}/sharp.node`;
    try {
      require(name);
      isThere = true;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'MODULE_NOT_FOUND') return message.split('\n')[0] as string;
    }
  }
  return isThere
    ? l10n.t('the processor lacks instructions that it needs')
    : l10n.t('this package contains none for {0}', `${platform}-${arch}`);
}

/**
 * Encodes and decodes one pixel.
 * @throws when the image library does not work here
 */
export async function proveLibrary(): Promise<LibraryVersions> {
  const sharp = await loadSharp();
  const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  await sharp(pixel).raw().toBuffer();
  const { sharp: version, vips: libvips } = sharp.versions;
  return { sharp: version, libvips, ...(isWebAssembly(sharp) && { nativeFault: nativeFault() }) };
}

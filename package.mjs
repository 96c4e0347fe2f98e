// Builds the VSIX for this platform: the bundles, and sharp, piscina, and blake-hash with their native parts.
import { existsSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { createVSIX } from '@vscode/vsce';

const alpine = platform === 'linux' && existsSync('/etc/alpine-release');
const target = `${alpine ? 'alpine' : platform}-${arch}`;
await createVSIX({ target, packagePath: `assetmill-${target}.vsix`, allowMissingRepository: true });

import * as l10n from '@vscode/l10n';
import type { Profile } from './recipe';

/** Profiles to start from: offered where profiles are chosen and completed, and off until one is. */
export function exampleProfiles(): Readonly<Record<string, Profile>> {
  return {
    web: {
      description: l10n.t('Images for a site: AVIF, WebP and JPEG in four widths, with markup'),
      outputs: [{ format: ['avif', 'webp', 'jpeg'], widths: [480, 960, 1440, 1920], folder: 'public/images' }],
      metadata: 'copyright-only',
      colorProfile: 'srgb',
      markup: { file: 'public/images/markup.html' },
    },
    thumbnails: {
      description: l10n.t('Small PNGs named by their content, with a list of what they were made from'),
      steps: [{ operation: 'resize', width: 200, height: 200 }],
      outputs: [{ format: 'png', folder: 'thumbnails', name: '{pixelDigest:16}' }],
      metadata: 'strip',
      manifest: { file: 'thumbnails/list.txt', digest: 'pixels' },
    },
    'app icons': {
      description: l10n.t('Square icons for Android in five densities, and an ICO'),
      steps: [{ operation: 'pad', aspectRatio: '1:1', background: 'transparent' }],
      outputs: [
        { format: 'png', densities: [1, 1.5, 2, 3, 4], folder: 'icons', name: 'drawable-{dpi}/{name}', optimize: true },
        { format: 'ico', folder: 'icons' },
      ],
    },
    'documentation screenshots': {
      description: l10n.t('Screenshots for a manual: no wider than 1200 pixels, with a margin, as small as can be'),
      steps: [
        { operation: 'resize', width: 1200 },
        { operation: 'pad', margin: 16, background: '#ffffff' },
      ],
      outputs: [{ format: 'png', folder: 'docs/images', optimize: true }],
    },
    print: {
      description: l10n.t('Lossless TIFF with everything that the source has'),
      outputs: [{ format: 'tiff', compression: 'deflate', predictor: 'horizontal', folder: 'print' }],
      keepTimestamps: true,
    },
    privacy: {
      description: l10n.t('Copies without the place where a photo was taken'),
      outputs: [{ folder: 'to share' }],
      metadata: 'strip-gps',
    },
  };
}

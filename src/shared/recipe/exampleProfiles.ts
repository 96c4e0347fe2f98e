import * as l10n from '@vscode/l10n';
import type { Profile } from './recipe';

/** Example profiles: offered in the list of profiles and in completions. They do nothing until one is chosen. */
export function exampleProfiles(): Readonly<Record<string, Profile>> {
  return {
    web: {
      description: l10n.t('Images for a website: AVIF, WebP, and JPEG in four widths, with markup'),
      outputs: [{ format: ['avif', 'webp', 'jpeg'], widths: [480, 960, 1440, 1920], folder: 'public/images' }],
      metadata: 'copyright-only',
      colorProfile: 'srgb',
      markup: { file: 'public/images/markup.html' },
    },
    thumbnails: {
      description: l10n.t('Small PNGs named by their content, with a list of their originals'),
      steps: [{ operation: 'resize', width: 200, height: 200 }],
      outputs: [{ format: 'png', folder: 'thumbnails', name: '{pixelDigest:16}' }],
      metadata: 'strip',
      manifest: { file: 'thumbnails/list.txt', digest: 'pixels' },
    },
    'app icons': {
      description: l10n.t('Square Android icons in five densities, and an ICO'),
      steps: [{ operation: 'pad', aspectRatio: '1:1', background: 'transparent' }],
      outputs: [
        { format: 'png', densities: [1, 1.5, 2, 3, 4], folder: 'icons', name: 'drawable-{dpi}/{name}', optimize: true },
        { format: 'ico', folder: 'icons' },
      ],
    },
    favicon: {
      description: l10n.t('The icons of a website from one SVG or large image, with a web app manifest and lines for its pages'),
      outputs: [{ set: 'favicon', folder: 'public' }],
      metadata: 'strip',
      colorProfile: 'strip',
      webManifest: { file: 'public/site.webmanifest', themeColor: '#ffffff', backgroundColor: '#ffffff' },
      markup: { file: 'public/favicon.html', kind: 'favicon' },
    },
    'sprite atlas': {
      description: l10n.t('Icons of at most 64 pixels packed into one image, with JSON and CSS'),
      steps: [{ operation: 'resize', longEdge: 64 }],
      outputs: [{ frames: 'first' }],
      colorProfile: 'strip',
      atlas: { file: 'public/sprites.png' },
    },
    'documentation screenshots': {
      description: l10n.t('Screenshots for documentation: at most 1200 pixels wide, with a margin, optimized'),
      steps: [
        { operation: 'resize', width: 1200 },
        { operation: 'pad', margin: 16, background: '#ffffff' },
      ],
      outputs: [{ format: 'png', folder: 'docs/images', optimize: true }],
    },
    print: {
      description: l10n.t('Lossless TIFF with all metadata'),
      outputs: [{ format: 'tiff', compression: 'deflate', predictor: 'horizontal', folder: 'print' }],
      keepTimestamps: true,
    },
    privacy: {
      description: l10n.t('Copies without location metadata'),
      outputs: [{ folder: 'to share' }],
      metadata: 'strip-gps',
    },
  };
}

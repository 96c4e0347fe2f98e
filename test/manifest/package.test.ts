import { existsSync, readFileSync, statSync } from 'node:fs';
import { listFiles, PackageManager } from '@vscode/vsce';
import { beforeAll, describe, expect, it } from 'vitest';

/** What the VSIX holds beside the bundles: packages that are loaded by path, without their sources, types and tests. */
const allowed =
  /^(package(\.nls(\.[\w-]+)?)?\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/(extension|features|grouping|pool|worker|cli|svgo|codecs|recipes|locale|l10n)\.cjs|dist\/(oxipng|libheif|jxl-(dec|enc|srgb)|openjpeg)\.wasm|dist\/libheif-LICENSE\.txt|dist\/THIRD-PARTY-NOTICES\.txt|dist\/webview\.js|l10n\/[\w.-]+\.json|media\/(icon\.(png|svg)|activity\.svg|panel\.css|walkthrough\/[\w-]+\.webp)|node_modules\/(sharp|piscina|detect-libc|semver|@emnapi\/runtime|@img\/(colour|sharp-[\w-]+)|@napi-rs\/blake-hash[\w-]*)\/.+)$/;

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

const walkthroughImages: string[] = manifest.contributes.walkthroughs[0].steps.flatMap(
  ({ media }: { media: { image: Record<string, string> } }) => Object.values(media.image),
);

describe('the package', () => {
  let files: readonly string[];

  beforeAll(async () => {
    files = await listFiles({ packageManager: PackageManager.Npm });
  });

  it('contains nothing that should not ship', () => {
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
    expect(
      files.filter(
        (file) =>
          /\.(map|ts|mts|cts|md)$|\/test\//.test(file) &&
          !/^(README|CHANGELOG)\.md$|LICENSE\.md$|sharp-(libvips-[\w-]+|wasm32)\/README\.md$/.test(file),
      ),
    ).toEqual([]);
  });

  it("holds sharp, piscina and BLAKE3 with this platform's native parts, and no other's", () => {
    const holds = (pattern: RegExp) =>
      expect(
        files.some((file) => pattern.test(file)),
        String(pattern),
      ).toBe(true);
    const { platform, arch } = process;
    holds(/^node_modules\/sharp\/dist\/index\.cjs$/);
    holds(/^node_modules\/piscina\/dist\/worker\.js$/);
    holds(new RegExp(`^node_modules/@img/sharp-${platform}(musl)?-${arch}/lib/.+\\.node$`));
    holds(/^node_modules\/@napi-rs\/blake-hash\/index\.js$/);
    const parts = files.filter((file) => /^node_modules\/@napi-rs\/blake-hash-.+\.node$/.test(file));
    expect(parts).toEqual([expect.stringContaining(`blake.${platform}-${arch}`)]);
    if (platform !== 'win32') holds(new RegExp(`^node_modules/@img/sharp-libvips-${platform}(musl)?-${arch}/lib/libvips-cpp\\.`));
  });

  it('contains every file that the manifest references', () => {
    for (const file of [
      'package.json',
      'package.nls.json',
      'LICENSE',
      'dist/THIRD-PARTY-NOTICES.txt',
      // The LGPL requires it beside libheif.
      'dist/libheif-LICENSE.txt',
      'dist/libheif.wasm',
      'README.md',
      'CHANGELOG.md',
      'media/icon.png',
      'media/panel.css',
      'media/activity.svg',
      ...walkthroughImages,
    ]) {
      expect(files).toContain(file);
      expect(existsSync(file)).toBe(true);
    }
  });

  it('holds no image of the walkthrough that no step shows, and few bytes of those', () => {
    const held = files.filter((file) => file.startsWith('media/walkthrough/'));
    expect(held.sort()).toEqual([...new Set(walkthroughImages)].sort());
    expect(held.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(300_000);
  });
});

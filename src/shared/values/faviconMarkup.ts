import type { IconPurpose } from './faviconSet';
import { encodeUrl, tag } from './tag';

/** What a page and a web app need to know of their icons. Source: "How to Favicon" (Evil Martians). */

/** An icon of a website. */
export interface IconFile {
  readonly purpose: IconPurpose;
  /** Relative path with `/` between segments, not percent-encoded. */
  readonly url: string;
  /** Side in pixels. */
  readonly width: number;
}

/** What the lines of a page refer to beside the icons. */
export interface IconLinks {
  /** URL of the folder of the icons. */
  readonly baseUrl: string;
  /** Relative path of the web app manifest. */
  readonly manifest?: string | undefined;
  /** Color of the browser's frame. */
  readonly themeColor?: string | undefined;
}

type Attributes = Readonly<Record<string, string>>;

/**
 * The attributes of a link to an icon. Icons of web apps are in the manifest. With `sizes="any"`, Chrome would prefer the ICO to the
 * SVG (Chromium 40450057).
 */
const linkAttributes: Readonly<Partial<Record<IconPurpose, (file: IconFile) => Attributes>>> = {
  ico: () => ({ rel: 'icon', sizes: '32x32' }),
  svg: () => ({ rel: 'icon', type: 'image/svg+xml' }),
  tab: ({ width }) => ({ rel: 'icon', type: 'image/png', sizes: `${width}x${width}` }),
  touch: () => ({ rel: 'apple-touch-icon' }),
};

/** The lines for the head of a page, in the order of the icons. */
export function faviconMarkup(files: readonly IconFile[], { baseUrl, manifest, themeColor }: IconLinks): string {
  const folder = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const link = (path: string, { rel, ...rest }: Attributes) => tag('link', { rel, href: `${folder}${encodeUrl(path)}`, ...rest });
  const icons = files.flatMap((file) => {
    const attributes = linkAttributes[file.purpose]?.(file);
    return attributes ? [link(file.url, attributes)] : [];
  });
  return [
    ...icons,
    ...(manifest === undefined ? [] : [link(manifest, { rel: 'manifest' })]),
    ...(themeColor === undefined ? [] : [tag('meta', { name: 'theme-color', content: themeColor })]),
  ].join('\n');
}

/** What a web app manifest says of the app. */
export interface WebApp {
  readonly name?: string | undefined;
  readonly shortName?: string | undefined;
  readonly themeColor?: string | undefined;
  readonly backgroundColor?: string | undefined;
}

/** The text of a web app manifest. Its URLs are relative to itself. Source: "Web Application Manifest" (W3C). */
export function webManifestText(files: readonly IconFile[], { name, shortName, themeColor, backgroundColor }: WebApp): string {
  const icons = files
    .filter(({ purpose }) => purpose === 'any' || purpose === 'maskable')
    .map(({ purpose, url, width }) => ({
      src: encodeUrl(url),
      sizes: `${width}x${width}`,
      type: 'image/png',
      ...(purpose === 'maskable' && { purpose }),
    }));
  const colors = { theme_color: themeColor, background_color: backgroundColor };
  return `${JSON.stringify({ name, short_name: shortName, icons, ...colors, display: 'standalone' }, null, 2)}\n`;
}

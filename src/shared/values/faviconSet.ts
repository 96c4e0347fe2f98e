/**
 * The icons of a website and of its web app. Sources: "How to Favicon" (Evil Martians) for the files, "Web Application Manifest"
 * (W3C), "Icon masks", for the safe zone.
 */

/**
 * `ico`: browser tabs, in several sizes; `svg`: tabs, as a vector image; `tab`: tabs, as an image of pixels; `touch`: the home
 * screen of iOS; `any` and `maskable`: the purposes of a web app manifest.
 */
export const iconPurposes = ['ico', 'svg', 'tab', 'touch', 'any', 'maskable'] as const;
export type IconPurpose = (typeof iconPurposes)[number];

/** The sides of the images in favicon.ico. */
export const faviconIcoSizes = [16, 32, 48] as const;

/** A square icon. */
export interface IconSize {
  /** Side in pixels. */
  readonly side: number;
  /** Side of the square in the middle that the image fits in. */
  readonly inner: number;
}

/** One file of a set of icons. */
export interface IconRecipe {
  readonly purpose: IconPurpose;
  /** The template of the set that the file is part of. */
  readonly template: string;
  /** Absent for an ICO, which has several sizes, and for a vector image. */
  readonly size?: IconSize;
  /** Color of an icon that must not be transparent. */
  readonly background?: string;
}

/** What the schema knows of a file of the set. */
interface FaviconFile extends Pick<IconRecipe, 'purpose' | 'size'> {
  readonly name: string;
  readonly format: 'source' | 'png' | 'ico';
  readonly sizes?: readonly number[];
  readonly isOpaque?: true;
}

/** iOS cuts the corners off, so the image keeps 20 pixels away from the edges. */
const touchIcon: IconSize = { side: 180, inner: 140 };
/** Side of the largest icons. An image of this size is large enough for all of them. */
export const largestIconSide = 512;
/** Launchers may cut off all but a circle of 80% of the side. */
const maskableIcon: IconSize = { side: largestIconSide, inner: 410 };

const plain = (side: number): IconSize => ({ side, inner: side });

/** Every file of the set. Of the two for browser tabs, a source has the one that it can make: `svg` of vector images, else `tab`. */
export const faviconFiles: readonly FaviconFile[] = [
  { name: 'favicon', purpose: 'ico', format: 'ico', sizes: faviconIcoSizes },
  { name: 'icon', purpose: 'svg', format: 'source' },
  { name: 'favicon-96x96', purpose: 'tab', format: 'png', size: plain(96) },
  { name: 'apple-touch-icon', purpose: 'touch', format: 'png', size: touchIcon, isOpaque: true },
  { name: 'icon-192', purpose: 'any', format: 'png', size: plain(192) },
  { name: 'icon-512', purpose: 'any', format: 'png', size: plain(largestIconSide) },
  { name: 'icon-mask', purpose: 'maskable', format: 'png', size: maskableIcon, isOpaque: true },
];

/** Stands for the name of each icon in the name of a set. */
export const iconToken = '{icon}';

/** Color behind icons that must not be transparent. */
export const defaultIconBackground = '#ffffff';

import type { Locator } from 'playwright-core';
import type { Settings } from '../host/settings';
import type { Stage } from './stage';

/** What an image shows, and how a user gets there. */
export interface Scene {
  /** Path of the image in the folder of its set, without the theme and the extension. */
  readonly name: string;
  /** Width and height of the window, in pixels. */
  readonly viewport: readonly [width: number, height: number];
  /** Pixels of the image for each pixel of the window; by default one. */
  readonly scale?: number;
  /** Settings of the user. */
  readonly settings?: Settings;
  /** Adds files to the workspace before it opens. */
  readonly fill?: (folder: string) => Promise<void>;
  /** Does what a user does, until the window shows what the image is about. */
  readonly act: (stage: Stage) => Promise<void>;
  /** The part of the window that the image shows; by default all of it. */
  readonly part?: (stage: Stage) => Locator;
}

/** Scenes that share their look. */
export interface SceneSet {
  /** Where the images are, in the checkout. */
  readonly folder: string;
  readonly scenes: readonly Scene[];
  /** In one theme, an image bears the name of its scene alone. */
  readonly themes: readonly ('light' | 'dark')[];
  /** Largest size of an image, in bytes. */
  readonly maxBytes: number;
}

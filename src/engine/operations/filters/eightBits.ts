import type { Picture } from '../operation';

const spaces: Readonly<Record<string, string>> = { rgb16: 'srgb', grey16: 'b-w' };

/** The space of a picture whose samples became 8 bits. */
export function eightBits({ space }: Pick<Picture, 'space'>): Pick<Picture, 'space'> {
  return { space: spaces[space] ?? space };
}

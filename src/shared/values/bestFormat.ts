import type { FileFormat, OutputFormat } from './formats';

/** The format `best`: the smallest of those that browsers show and that can hold the image. A module that loads no schema. */

/** Formats of which the smallest file is kept, of a still image and of an animation. */
export const bestFormats = { still: ['jpeg', 'png', 'webp', 'avif'], animation: ['webp', 'gif'] } as const satisfies Readonly<
  Record<'still' | 'animation', readonly OutputFormat[]>
>;

/** The formats that an output may be written in. */
export function possibleFormats(format: OutputFormat | 'best'): readonly OutputFormat[] {
  return format === 'best' ? [...new Set<OutputFormat>([...bestFormats.still, ...bestFormats.animation])] : [format];
}

/** The path of an output for people. That of an open format ends in a token, as in a template, which would mean nothing to them. */
export function shownTarget({ target, format }: { readonly target: string; readonly format?: FileFormat | 'best' }): string {
  return format === 'best' ? target.replaceAll('{format}', '*') : target;
}

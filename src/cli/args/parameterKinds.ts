/** How typed parameters are read, where not as a number or a boolean. Generated from the recipe schema by `npm run schema`: do not edit. */

export type ParameterKind = 'numbers' | 'words' | 'text';
export type ParameterKinds = Readonly<Record<string, ParameterKind>>;

export const outputKinds: ParameterKinds = {
  format: 'words',
  sizes: 'numbers',
  background: 'text',
  widths: 'numbers',
  densities: 'numbers',
  'svg.prefix': 'text',
  name: 'text',
  folder: 'text',
};

/** By operation. */
export const stepKinds: Readonly<Record<string, ParameterKinds>> = {
  resize: {
    background: 'text',
  },
  crop: {
    aspectRatio: 'text',
  },
  trim: {
    background: 'text',
  },
  pad: {
    aspectRatio: 'text',
  },
  rotate: {
    background: 'text',
  },
  convolve: {
    kernel: 'numbers',
  },
  tint: {
    color: 'text',
  },
  flatten: {
    background: 'text',
  },
  watermark: {
    image: 'text',
    text: 'text',
    font: 'text',
    color: 'text',
  },
};

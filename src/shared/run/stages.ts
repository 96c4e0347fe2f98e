/**
 * What a worker does with an image, as far as it can be told apart. libvips decodes, changes, and encodes in one pass, row by row, so
 * `render` is all of that in one. Where pixels had to be made in between, `steps` is what led to them, and `encode` is what followed,
 * with the steps that needed no pixels of their own. `open`: the container is read and checked; `check`: the new file is compared with
 * what was encoded, or decoded; `write`: it is written, flushed, and renamed.
 */
export const stageNames = ['open', 'steps', 'render', 'encode', 'check', 'write'] as const;
export type StageName = (typeof stageNames)[number];

/** Time by stage, in ms. Those that took none are left out. */
export type Stages = Readonly<Partial<Record<StageName, number>>>;

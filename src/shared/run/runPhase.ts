/** Kinds and phases of a run. */

/** `planned`: it was planned to be looked at, and nothing was written. */
export type RunPhase = 'planning' | 'planned' | 'running' | 'canceling' | 'finished' | 'canceled' | 'stopped' | 'interrupted';

/** What a run does: it makes files of images, or reads files of any kind and writes none. */
export type RunKind = 'process' | 'hash' | 'verify' | 'check' | 'duplicates';

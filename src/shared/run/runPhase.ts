/** `planned`: the plan is shown, and nothing was written. `paused`: no further file starts until the run is resumed. */
export type RunPhase = 'planning' | 'planned' | 'running' | 'paused' | 'canceling' | 'finished' | 'canceled' | 'stopped' | 'interrupted';

/** What a run does: `process` writes outputs of images; the others read files of any kind and write none. */
export type RunKind = 'process' | 'hash' | 'verify' | 'check' | 'duplicates';

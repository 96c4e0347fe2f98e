import type { BuildOptions } from 'esbuild';

/** What every bundle that runs in Node shares. */
export const node: BuildOptions;
/** For bundles that load sharp when it is needed. */
export const copies: Readonly<Record<string, string>>;
export const required: BuildOptions;
/** Every bundle whose source is there. */
export function bundles(): Promise<BuildOptions[]>;

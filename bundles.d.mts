import type { BuildOptions } from 'esbuild';

/** Modules of packages that do not export them, by the names that they are imported by: paths from the root. */
export const codecAlias: Readonly<Record<string, string>>;
/** What every bundle that runs in Node shares. */
export const node: BuildOptions;
/** The processes and threads that work on files. */
export const processes: BuildOptions;
/** The command line. */
export const commandLine: BuildOptions;
/** The optional package for several computers. */
export const cluster: BuildOptions;
/** What the programs load from beside their own bundle, when they need it. */
export const parts: readonly BuildOptions[];
/** The panel's page. */
export const webview: BuildOptions;
/** Files that ship beside the bundles as they are: from where, to where. */
export const copies: Readonly<Record<string, string>>;
/** Every bundle whose source is there. */
export function bundles(): Promise<BuildOptions[]>;

/** Densities of screens, in pixels per inch. Programs write them by default, so they mean the same as a missing density. */
const screens: ReadonlySet<number> = new Set([72, 96]);
/** Densities that stand for a missing one, in pixels per inch: libvips reads it as 72, and writes it as 25 (one pixel per millimeter). */
const missing: ReadonlySet<number> = new Set([72, 25]);

/** The field of a header for a density in pixels per inch. */
export function densityOf(density: number | undefined): { readonly density?: number } {
  const rounded = Math.round(density ?? 0);
  return missing.has(rounded) || rounded <= 0 || rounded > 0xffff ? {} : { density: rounded };
}

/** Whether the loss of a density is worth a note. */
export function isWorthNoting(density: number): boolean {
  return !screens.has(density);
}

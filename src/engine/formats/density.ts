/** Densities of screens, which programs write without being asked: whether a file says one or none makes no difference. */
const screens: ReadonlySet<number> = new Set([72, 96]);
/** What a file that says none says all the same: 72 as libvips reads it, 25 (a pixel a millimeter) as it writes it. */
const none: ReadonlySet<number> = new Set([72, 25]);

/** The field of a header for a density in pixels an inch. */
export function densityOf(density: number | undefined): { readonly density?: number } {
  const rounded = Math.round(density ?? 0);
  return none.has(rounded) || rounded <= 0 || rounded > 0xffff ? {} : { density: rounded };
}

/** Whether somebody is to hear that a density got lost. */
export function isWorthTelling(density: number): boolean {
  return !screens.has(density);
}

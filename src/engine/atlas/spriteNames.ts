/** The names of images in an atlas. */

/** The first of `name`, `name-2`, `name-3`, ... that is not taken. It is taken then. */
function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
  taken.add(free);
  return free;
}

/** Indexes of equal texts. */
function groups(texts: readonly string[]): number[][] {
  const byText = new Map<string, number[]>();
  for (const [index, text] of texts.entries()) {
    const group = byText.get(text);
    if (group) group.push(index);
    else byText.set(text, [index]);
  }
  return [...byText.values()];
}

/**
 * Short names for paths with `/` between segments: the last segment, and as many folders before it as tell equal ones apart. What is
 * equal even then gets a number.
 */
export function spriteNames(paths: readonly string[]): string[] {
  const segments = paths.map((path) => path.split('/').filter((each) => each !== ''));
  const lengths = paths.map(() => 1);
  const nameOf = (parts: readonly string[], index: number) => parts.slice(-(lengths[index] as number)).join('/');
  for (let isChanging = true; isChanging; ) {
    isChanging = false;
    for (const group of groups(segments.map(nameOf)).filter(({ length }) => length > 1))
      for (const index of group) {
        if ((lengths[index] as number) >= (segments[index] as string[]).length) continue;
        lengths[index] = (lengths[index] as number) + 1;
        isChanging = true;
      }
  }
  const taken = new Set<string>();
  return segments.map(nameOf).map((name) => unique(name, taken));
}

/**
 * A CSS class for each name, in their order: characters that would need an escape become hyphens. Source: CSS Syntax Module Level 3,
 * "ident-token".
 * @param prefix starts like an identifier
 */
export function classNames(names: readonly string[], prefix: string): string[] {
  const taken = new Set<string>();
  return names.map((name) => unique(`${prefix}${name.replace(/[^\w\u00a1-\uffff-]+/g, '-')}`, taken));
}

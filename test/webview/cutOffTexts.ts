import type { Page } from 'playwright-core';

/** Parts that may be cut off. Their titles have the whole text. */
const exempt = [
  // Names and paths of files.
  '.path, .target, .file, .folder, bdi.name, .card > .name',
  // Why a format cannot be had: three lines of it beside the others.
  '.reason',
  // For screen readers only: one pixel of it is there.
  '.announced, .header .status button',
].join(', ');

/** A text that cannot be read in whole. */
interface CutOff {
  readonly text: string;
  readonly element: string;
  readonly problem: string;
}

/** Runs in the page. */
function findCutOff(exemptParts: string): CutOff[] {
  const found: CutOff[] = [];
  const tolerance = 1.5;

  const parentOf = (element: Element): Element | undefined => {
    if (element.assignedSlot) return element.assignedSlot;
    if (element.parentElement) return element.parentElement;
    const root = element.getRootNode();
    return root instanceof ShadowRoot ? root.host : undefined;
  };
  const ancestorsOf = (element: Element): Element[] => {
    const all: Element[] = [];
    for (let each: Element | undefined = element; each; each = parentOf(each)) all.push(each);
    return all;
  };
  const nameOf = (element: Element) =>
    [...ancestorsOf(element)]
      .slice(0, 4)
      .reverse()
      .map((each) => each.localName + (each.id && `#${each.id}`) + Array.from(each.classList, (name) => `.${name}`).join(''))
      .join(' > ');

  /** A word whose letters are on two lines. Japanese and Chinese have no words to keep together, and paths and digests none at all. */
  const brokenWord = (node: Text): string | undefined => {
    const range = document.createRange();
    for (const match of node.data.matchAll(/[\p{L}\p{M}]{4,}/gu)) {
      if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(match[0])) continue;
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      if (new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top))).size > 1) return match[0];
    }
    return undefined;
  };

  /** Why the text of a node cannot be read in whole. */
  const problemOf = (node: Text, element: Element): string | undefined => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return undefined;
    const ancestors = ancestorsOf(element);
    if (ancestors.some((each) => each.matches(exemptParts))) return undefined;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return undefined;
    let scrolls = false;
    for (const each of ancestors) {
      const style = getComputedStyle(each);
      const inner = each.getBoundingClientRect();
      const [overX, overY] = [style.overflowX, style.overflowY];
      const outX = box.right > inner.right + tolerance || box.left < inner.left - tolerance;
      const outY = box.bottom > inner.bottom + tolerance || box.top < inner.top - tolerance;
      if (overX === 'auto' || overX === 'scroll' || overY === 'auto' || overY === 'scroll') scrolls = true;
      if (outX && /hidden|clip/.test(overX))
        return `cut off by ${nameOf(each)} at ${Math.round(inner.right)} px, needs ${Math.round(box.right)}`;
      if (outY && !scrolls && /hidden|clip/.test(overY)) return `cut off by ${nameOf(each)} at the bottom`;
      if (style.webkitLineClamp !== 'none' && each.scrollHeight > each.clientHeight + tolerance)
        return `more lines than ${nameOf(each)} shows`;
      // A text that is wider than the box it is in lies over what is beside it.
      if (outX && !scrolls && /^(block|flex|grid|inline-block|inline-flex|table-cell|list-item)$/.test(style.display))
        return `wider than ${nameOf(each)} (${Math.round(inner.width)} px, needs ${Math.round(box.width)})`;
    }
    const broken = brokenWord(node);
    if (broken) return `the word ${broken} is broken`;
    const viewport = document.documentElement.clientWidth;
    return box.right > viewport + tolerance || box.left < -tolerance ? 'outside of the panel' : undefined;
  };

  /** The width that a list needs to show what is chosen. */
  const chosenWidth = (list: HTMLSelectElement): number => {
    const copy = list.cloneNode() as HTMLSelectElement;
    const chosen = list.selectedOptions[0]?.cloneNode(true);
    if (chosen) copy.append(chosen);
    Object.assign(copy.style, { position: 'absolute', width: 'max-content', maxWidth: 'none', minWidth: '0', flex: 'none' });
    list.after(copy);
    const { width } = copy.getBoundingClientRect();
    copy.remove();
    return width;
  };

  const visit = (node: Node, element: Element): void => {
    if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return;
    if (node instanceof HTMLSelectElement) {
      const text = node.selectedOptions[0]?.text ?? '';
      const needed = Math.round(chosenWidth(node));
      const room = Math.round(node.getBoundingClientRect().width);
      if (needed > room + tolerance) found.push({ text, element: nameOf(node), problem: `needs ${needed} px of ${room} px` });
      return;
    }
    if (node instanceof Text) {
      const problem = node.data.trim() === '' ? undefined : problemOf(node, element);
      if (problem) found.push({ text: node.data.trim(), element: nameOf(element), problem });
      return;
    }
    const inside = node instanceof Element ? node : element;
    if (node instanceof Element && node.shadowRoot) for (const child of node.shadowRoot.childNodes) visit(child, inside);
    for (const child of node.childNodes) visit(child, inside);
  };
  visit(document.body, document.body);
  return found;
}

/** The texts of the page that are cut off, broken within a word, lie outside of their box, or outside of the panel, as lines. */
export async function cutOffTexts(page: Page): Promise<string[]> {
  const found = await page.evaluate(findCutOff, exempt);
  return found.map(({ text, element, problem }) => `${text} (${element}): ${problem}`);
}

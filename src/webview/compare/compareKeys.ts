import type { ZoomAction } from './comparisonToolbar';

/** What a key does to a comparison, wherever the focus is. */
export type CompareAction = 'close' | 'previous' | 'next' | 'flip' | ZoomAction;

const actions: Readonly<Record<string, CompareAction>> = {
  Escape: 'close',
  '[': 'previous',
  ']': 'next',
  f: 'flip',
  F: 'flip',
  ' ': 'flip',
  0: 'fit',
  1: 'actual',
  '+': 'closer',
  '=': 'closer',
  '-': 'farther',
};
const withAlt: Readonly<Record<string, CompareAction>> = { ArrowLeft: 'previous', ArrowRight: 'next' };

/** Whether the key belongs to the element with the focus: Space presses a button, and letters choose in a list. */
function belongsToTarget(event: KeyboardEvent): boolean {
  const names = event.composedPath().map((each) => (each instanceof Element ? each.localName : ''));
  if (names.includes('select')) return event.key.length === 1;
  return event.key === ' ' && (names.includes('button') || names.includes('vscode-button'));
}

/** The action of a key; undefined if it has none. Some keyboards type brackets with AltGr. */
export function compareKey(event: KeyboardEvent): CompareAction | undefined {
  const { key, altKey, ctrlKey, metaKey } = event;
  if (belongsToTarget(event)) return undefined;
  if (event.getModifierState('AltGraph')) return actions[key];
  if (ctrlKey || metaKey) return undefined;
  return altKey ? (withAlt[key] ?? (key === '[' || key === ']' ? actions[key] : undefined)) : actions[key];
}

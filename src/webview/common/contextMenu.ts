/**
 * Context menus that VS Code draws (`webview/context` in package.json). It reads what was clicked from the attribute
 * `data-vscode-context` of the event's target and of the elements around it, and it cannot see into shadow roots: so the attribute of the
 * page's body is set while the event is on its way. Source: "Context menus" in VS Code's guide to webviews.
 */

/** Values for the `when` clauses of a menu. */
export type MenuValues = Readonly<Record<string, string | number | boolean>>;

function setContext(values: MenuValues): void {
  document.body.dataset.vscodeContext = JSON.stringify({ preventDefaultContextMenuItems: true, ...values });
}

/** Outside of rows there is nothing to cut, copy, or paste. */
export function hideDefaultMenus(): void {
  const hide = (event: Event) => {
    // In a text field there is.
    if (event.composedPath()[0] instanceof HTMLInputElement) delete document.body.dataset.vscodeContext;
    else setContext({});
  };
  // Runs before the listeners of the elements inside.
  window.addEventListener('contextmenu', hide, { capture: true });
}

/** Offers the menu of a section. Call it while the event that asks for it is on its way. */
export function offerMenu(webviewSection: string, values: MenuValues): void {
  setContext({ webviewSection, ...values });
}

/** Opens the menu of a section at a button. */
export function openMenu(button: Element, webviewSection: string, values: MenuValues): void {
  const { left, bottom } = button.getBoundingClientRect();
  const event = new MouseEvent('contextmenu', { bubbles: true, composed: true, clientX: left, clientY: bottom });
  button.addEventListener('contextmenu', () => setContext({ webviewSection, ...values }), { once: true });
  button.dispatchEvent(event);
}

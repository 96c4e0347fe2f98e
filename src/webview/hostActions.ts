import type { PanelHost } from '../shared/panelProtocol';
import type { Remote } from '../shared/rpc';

/** What the user can ask the extension for. */
export type HostActions = Omit<PanelHost, 'ready' | 'watch'>;

/**
 * The actions as a plain object for the elements. The remote itself is a proxy that answers to every property name,
 * and Lit would take it for one of its directives.
 */
export function hostActions(host: Remote<PanelHost>): HostActions {
  return {
    cancel: () => void host.cancel(),
    undo: () => void host.undo(),
    open: (id, output) => void host.open(id, output),
    reveal: (id, output) => void host.reveal(id, output),
    showLog: () => void host.showLog(),
    resize: () => void host.resize(),
  };
}

import type { PanelHost } from '../shared/panelProtocol';
import type { Remote } from '../shared/rpc';

/** What the user can ask the extension for. */
export type HostActions = Omit<PanelHost, 'ready' | 'watch'>;

/**
 * The actions as a plain object for the elements. The remote itself is a proxy that answers to every property name,
 * and Lit would take it for one of its directives. What is not given is left out of the call: messages
 * travel as JSON, where `undefined` would arrive as `null`.
 */
export function hostActions(host: Remote<PanelHost>): HostActions {
  return {
    cancel: () => void host.cancel(),
    undo: () => void host.undo(),
    open: (id, output) => void (output === undefined ? host.open(id) : host.open(id, output)),
    reveal: (id, output) => void (output === undefined ? host.reveal(id) : host.reveal(id, output)),
    copyDigests: (id) => void (id === undefined ? host.copyDigests() : host.copyDigests(id)),
    saveChecksums: () => void host.saveChecksums(),
    showLog: () => void host.showLog(),
    runPlanned: () => void host.runPlanned(),
    resize: () => void host.resize(),
  };
}

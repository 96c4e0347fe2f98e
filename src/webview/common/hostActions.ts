import type { PanelHost } from '../../shared/protocol/panelProtocol';
import type { Remote } from '../../shared/protocol/rpc';

/** The actions that the user can start in the extension. */
export type HostActions = Omit<PanelHost, 'ready' | 'watch' | 'watchGroups' | 'find'> & Pick<Remote<PanelHost>, 'find'>;

/**
 * The actions as a plain object for the elements. The remote itself is a proxy that has every property, so Lit would
 * mistake it for a directive. A missing argument is left out of the call: messages travel as JSON, where `undefined` would
 * arrive as `null`.
 */
export function hostActions(host: Remote<PanelHost>): HostActions {
  return {
    pause: () => void host.pause(),
    resume: () => void host.resume(),
    cancel: () => void host.cancel(),
    undo: () => void host.undo(),
    select: (id, mode) => void host.select(id, mode),
    selectAll: (all) => void host.selectAll(all),
    find: (text, after) => host.find(text, after),
    act: (action, id, output) => void (output === undefined ? host.act(action, id) : host.act(action, id, output)),
    actOnFailures: (action, code) => void host.actOnFailures(action, code),
    actOnRun: (action) => void host.actOnRun(action),
    compare: (id, output) => void (output === undefined ? host.compare(id) : host.compare(id, output)),
    compareFile: (id, other) => void (other === undefined ? host.compareFile(id) : host.compareFile(id, other)),
    closeComparison: () => void host.closeComparison(),
    keepOriginal: () => void host.keepOriginal(),
    useWorkers: (count) => void host.useWorkers(count),
    closeMeasurement: () => void host.closeMeasurement(),
    tune: (choice) => void host.tune(choice),
    tuneImage: (step) => void host.tuneImage(step),
    tuneDestination: (kind) => void host.tuneDestination(kind),
    runTuned: () => void host.runTuned(),
    saveTuned: () => void host.saveTuned(),
    closeTuning: () => void host.closeTuning(),
    copyDigests: () => void host.copyDigests(),
    saveChecksums: () => void host.saveChecksums(),
    rename: () => void host.rename(),
    toggleFile: (id) => void host.toggleFile(id),
    openFile: (id) => void host.openFile(id),
    revealFile: (id) => void host.revealFile(id),
    setKeepRule: (rule, pick) => void host.setKeepRule(rule, pick),
    addProtectedFolder: () => void host.addProtectedFolder(),
    removeProtectedFolder: (index) => void host.removeProtectedFolder(index),
    setThreshold: (threshold) => void host.setThreshold(threshold),
    setTurned: (turned) => void host.setTurned(turned),
    trashFiles: () => void host.trashFiles(),
    runPlanned: () => void host.runPlanned(),
    resize: () => void host.resize(),
  };
}

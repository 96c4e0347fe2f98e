import { runMocha } from '../host/mochaEntry';

/** Entry of the suite that runs in the extension host of a desktop VS Code or of the VS Code server. */
export function run(): Promise<void> {
  return runMocha([
    () => import('./activation.suite'),
    () => import('./commands.suite'),
    () => import('./profiles.suite'),
    () => import('./panel.suite'),
    () => import('./checksums.suite'),
    () => import('./duplicates.suite'),
    () => import('./views.suite'),
  ]);
}

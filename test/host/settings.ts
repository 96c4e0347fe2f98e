/** Settings as in a user's settings.json. */
export type Settings = Readonly<Record<string, unknown>>;

/** A quiet workbench whose lists and menus stay put while a script uses them. */
export const quietSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
};

/** What a script needs beside: with VS Code's own defaults these move things under its pointer. */
export const scriptedSettings: Settings = {
  ...quietSettings,
  'explorer.autoReveal': false, // opening a file would collapse a multi-selection
  'explorer.compactFolders': false, // a folder would share its row with its only child
  'workbench.hover.delay': 600_000, // the description of a row would cover the rows below
  'workbench.list.openMode': 'doubleClick', // a click only selects; the image preview (a separate webview) does not open
  'workbench.quickOpen.closeOnFocusLost': false,
  'workbench.reduceMotion': 'on',
};

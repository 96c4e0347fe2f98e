// The fence between rooms: which folder of src may import which. `npm run rooms` checks it, type imports included.
// ARCHITECTURE.md draws the same picture.

const shared = ['shared'];
const client = ['client'];

/**
 * For each room, the rooms that its files may import beside their own. A name stands for everything below it.
 * A folder that is not listed may not exist: `every file has a room` fails.
 * @type {Record<string, readonly string[]>}
 */
const rooms = {
  'shared/values': [],
  'shared/checksums': [],
  'shared/duplicates': [],
  'shared/recipe/schema': ['shared/values'],
  'shared/recipe': ['shared/recipe/schema', 'shared/values'],
  'shared/run': ['shared/checksums', 'shared/duplicates', 'shared/recipe', 'shared/values'],
  'shared/protocol': shared,

  'engine/fs': shared,
  'engine/gif': [],
  'engine/jpeg': [],
  'engine/similarity': [],
  'engine/svg': shared,
  'engine/formats': [...shared, 'engine/fs'],
  'engine/decoders/codecs': [],
  'engine/decoders/bitmaps': [...shared, 'engine/decoders', 'engine/formats'],
  'engine/decoders/jxl': [...shared, 'engine/decoders', 'engine/formats'],
  'engine/decoders/photoshop': [...shared, 'engine/decoders', 'engine/formats'],
  'engine/decoders': [...shared, 'engine/decoders', 'engine/formats'],
  'engine/encoders': [...shared, 'engine/decoders', 'engine/formats'],
  'engine/sources': [...[...shared, 'engine/decoders', 'engine/formats'], ...['engine/gif', 'engine/jpeg', 'engine/svg', 'engine/fs']],
  'engine/metadata': [...shared, 'engine/formats'],
  'engine/containers': [...shared, 'engine/metadata', 'engine/formats'],
  'engine/compress': [...shared, 'engine/formats', 'engine/gif', 'engine/jpeg'],
  'engine/operations/core': [...shared, 'engine/formats'],
  'engine/operations/geometry': [...shared, 'engine/operations/core'],
  'engine/operations/filters': [...shared, 'engine/operations/core', 'engine/formats', 'engine/svg'],
  'engine/operations': [...shared, 'engine/operations'],
  'engine/naming': shared,
  'engine/light': [...shared, 'engine/operations', 'engine/formats'],
  'engine/encode': [...shared, 'engine/operations', 'engine/metadata', 'engine/sources', 'engine/formats'],
  'engine/intermediates': [...shared, 'engine/operations', 'engine/fs'],
  'engine/render': [
    ...[...shared, 'engine/operations', 'engine/intermediates', 'engine/light', 'engine/encode'],
    ...['engine/containers', 'engine/compress', 'engine/similarity', 'engine/encoders', 'engine/decoders'],
    ...['engine/metadata', 'engine/sources', 'engine/formats', 'engine/svg', 'engine/fs'],
  ],
  'engine/atlas': [...shared, 'engine/sources', 'engine/formats'],
  'engine/commit': [...shared, 'engine/atlas', 'engine/naming', 'engine/formats', 'engine/fs'],
  'engine/results': [...shared, 'engine/commit', 'engine/fs'],
  'engine/process': [
    ...[...shared, 'engine/render', 'engine/commit', 'engine/operations'],
    ...['engine/naming', 'engine/sources', 'engine/decoders', 'engine/formats', 'engine/fs'],
  ],
  'engine/inspect': [
    ...[...shared, 'engine/naming', 'engine/similarity'],
    ...['engine/sources', 'engine/formats', 'engine/svg', 'engine/fs'],
  ],
  'engine/plan': [
    ...[...shared, 'engine/render', 'engine/encode', 'engine/operations', 'engine/naming', 'engine/results'],
    ...['engine/atlas', 'engine/sources', 'engine/formats', 'engine/svg', 'engine/fs'],
  ],

  pool: [...shared, 'engine'],

  'client/pool': shared,
  'client/store': [...shared, 'client/pool'],
  'client/runs': [...shared, 'client/pool', 'client/store'],
  'client/history': [...shared, 'client/pool', 'client/store', 'client/runs'],
  'client/duplicates': [...shared, 'client/pool', 'client/store', 'client/runs'],
  'client/reports': [...shared, 'client/pool', 'client/store', 'client/runs'],
  'client/measuring': [...shared, 'client/pool', 'client/store', 'client/runs'],

  'cluster/queue': shared,
  'cluster/roots': [...shared, 'cluster/queue'],
  'cluster/buckets': [...shared, ...client, 'cluster/queue', 'cluster/roots'],
  'cluster/worker': [...shared, ...client, 'cluster/queue', 'cluster/roots', 'cluster/buckets'],
  'cluster/planner': [...shared, ...client, 'cluster/queue', 'cluster/roots', 'cluster/buckets'],

  'cli/environment': [...shared, ...client],
  'cli/output': [...shared, ...client, 'cli/environment'],
  'cli/args': shared,
  'cli/profile': [...shared, 'cli/args', 'cli/environment'],
  'cli/actions': [...shared, ...client, 'cli/args', 'cli/environment', 'cli/output', 'cli/profile'],
  'cli/completion': ['cli/args', 'cli/environment'],
  'cli/commands/images': [...shared, 'cli/actions', 'cli/args', 'cli/environment', 'cli/profile', 'cli/commands'],
  'cli/commands': [...shared, 'cli/commands', 'cli/actions', 'cli/args', 'cli/completion', 'cli/environment', 'cli/profile'],
  'cli/docs': [...shared, ...client, 'cli/args', 'cli/commands', 'cli/environment', 'cli/output'],
  cli: [...shared, ...client, 'cli'],

  'extension/host': [...shared, ...client],
  'extension/checksums': [...shared, ...client, 'extension/host'],
  'extension/state': [...shared, ...client, 'extension/host'],
  'extension/panel': [...shared, ...client, 'extension/host', 'extension/state'],
  'extension/prompts': [...shared, ...client, 'extension/host'],
  'extension/runs': [
    ...[...shared, ...client, 'extension/host', 'extension/checksums'],
    ...['extension/state', 'extension/panel', 'extension/prompts'],
  ],
  'extension/duplicates': [
    ...[...shared, ...client, 'extension/host', 'extension/runs'],
    ...['extension/state', 'extension/panel', 'extension/prompts'],
  ],
  'extension/tune': [
    ...[...shared, ...client, 'extension/host', 'extension/runs'],
    ...['extension/state', 'extension/panel', 'extension/prompts'],
  ],
  'extension/commands/images': [
    ...[...shared, ...client, 'extension/host', 'extension/runs', 'extension/commands', 'extension/tune'],
    ...['extension/state', 'extension/prompts'],
  ],
  'extension/commands': [
    ...[...shared, ...client, 'extension/host', 'extension/runs', 'extension/duplicates', 'extension/tune'],
    ...['extension/state', 'extension/prompts'],
  ],
  'extension/rows': [
    ...[...shared, ...client, 'extension/host', 'extension/runs'],
    ...['extension/state', 'extension/panel', 'extension/prompts'],
  ],
  'extension/reports': [...shared, ...client, 'extension/host', 'extension/runs', 'extension/prompts'],
  'extension/measuring': [
    ...[...shared, ...client, 'extension/host', 'extension/state', 'extension/prompts'],
    ...['extension/runs', 'extension/commands'],
  ],
  'extension/views': [
    ...[...shared, ...client, 'extension/host', 'extension/runs', 'extension/state', 'extension/panel', 'extension/prompts'],
  ],
  'extension/features': [...shared, ...client, 'extension'],
  extension: [...shared, ...client, 'extension'],

  'webview/common': shared,
  'webview/files': [...shared, 'webview/common'],
  'webview/groups': [...shared, 'webview/common'],
  'webview/compare': [...shared, 'webview/common'],
  'webview/measure': [...shared, 'webview/common'],
  'webview/tune': [...shared, 'webview/common', 'webview/compare'],
  'webview/run': [...shared, 'webview/common', 'webview/groups'],
  webview: [...shared, 'webview'],
};

/** What only some areas may import from outside of src. */
const packages = {
  vscode: ['extension'],
  sharp: ['engine', 'pool'],
  piscina: ['pool'],
  bullmq: ['cluster'],
  ioredis: ['cluster'],
};

const within = (room) => `^src/${room}/`;
const directlyIn = (room) => `^src/${room}/[^/]+$`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no circles, types included', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every file has a room',
      severity: 'error',
      from: { path: '^src/', pathNot: Object.keys(rooms).map(directlyIn) },
      to: {},
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room} imports only ${['itself', ...allowed].join(', ')}`,
      severity: 'error',
      from: { path: directlyIn(room) },
      to: { path: '^src/', pathNot: [directlyIn(room), ...allowed.map(within)] },
    })),
    ...Object.entries(packages).map(([name, areas]) => ({
      name: `only ${areas.join(' and ')} may import ${name}`,
      severity: 'error',
      from: { path: '^src/', pathNot: areas.map(within) },
      to: { path: `^(node_modules/)?${name}(/|$)` },
    })),
    {
      name: 'shared and webview run without Node',
      severity: 'error',
      from: { path: '^src/(shared|webview)/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    // TypeScript 7 has no API for tools to parse with.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};

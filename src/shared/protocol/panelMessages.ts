import { keepRules } from '../duplicates/keepRule';
import { similarityThresholds } from '../duplicates/similarity';
import { filterNames } from '../recipe/filterChoices';
import type { PanelHost } from './panelProtocol';
import { failureActions, rowActions, rowFilters, runActions, savingFilters, selectModes, sortColumns } from './rowQuery';
import { destinationKinds, tunedEdge, tunedFormats, tunedIntensity, tunedQuality } from './tuningProtocol';

/**
 * Which messages of the page the extension accepts: the functions of `PanelHost`, with arguments of the right kind and size. A page
 * shows names and images of files that anybody may have made, so nothing that it sends is taken on trust.
 */

type Check = (value: unknown) => boolean;

/** Files, lines, and indexes. No run has more. */
const mostItems = 100_000_000;
/** Rows or lines that a page shows at once. */
const mostShown = 10_000;
/** More worker threads than any setting allows. */
const mostWorkers = 1024;
/** Length of the id of a call. */
const mostIdLength = 64;
/** Length of a text that the user typed, or of a path. */
const mostTextLength = 5000;

const upTo =
  (most: number, least = 0): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const oneOf =
  (words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);
/** Messages are JSON, which has no `undefined`. */
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);
const isBoolean: Check = (value) => typeof value === 'boolean';
const index = upTo(mostItems);

/** An object with exactly these values. */
const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const entries = Object.entries(value);
    return (
      entries.length === Object.keys(checks).length && entries.every(([key, each]) => Object.hasOwn(checks, key) && checks[key]?.(each))
    );
  };

const text: Check = (value) => typeof value === 'string' && value.length <= mostTextLength;
const rowQuery = shape({
  filter: oneOf(rowFilters),
  text,
  cause: text,
  format: text,
  folder: text,
  saving: oneOf(['', ...savingFilters]),
  sort: oneOf(sortColumns),
  descending: isBoolean,
});
const rowWindow = shape({ query: rowQuery, from: index, count: upTo(mostShown) });
const groupWindow = shape({ from: index, count: upTo(mostShown), columns: upTo(1000, 1) });
const threshold: Check = (value) => typeof value === 'number' && value >= similarityThresholds.least && value <= similarityThresholds.most;

const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const encoding = { quality: upTo(tunedQuality.most, tunedQuality.least), lossless: isBoolean };
const tuningChoice = either(
  shape({ operation: oneOf(['convert']), format: oneOf(tunedFormats), ...encoding }),
  shape({ operation: oneOf(['optimize']), ...encoding }),
  shape({ operation: oneOf(['resize']), longEdge: upTo(tunedEdge.most, tunedEdge.least) }),
  shape({ operation: oneOf(['filter']), filter: oneOf(filterNames), intensity: upTo(tunedIntensity.most, tunedIntensity.least) }),
);

/** The arguments of each function. One that is missing here does not compile. */
const argumentsOf: { readonly [Name in keyof PanelHost]: readonly Check[] } = {
  ready: [rowWindow],
  watch: [rowWindow],
  pause: [],
  resume: [],
  cancel: [],
  undo: [],
  select: [index, oneOf(selectModes)],
  selectAll: [isBoolean],
  find: [text, (value) => value === -1 || index(value)],
  act: [oneOf(rowActions), index, optional(index)],
  actOnFailures: [oneOf(failureActions), text],
  actOnRun: [oneOf(runActions)],
  compare: [index, optional(index)],
  compareFile: [index, optional(index)],
  closeComparison: [],
  keepOriginal: [],
  useWorkers: [upTo(mostWorkers, 1)],
  closeMeasurement: [],
  tune: [tuningChoice],
  tuneImage: [upTo(mostShown, -mostShown)],
  tuneDestination: [oneOf(destinationKinds)],
  runTuned: [],
  saveTuned: [],
  closeTuning: [],
  copyDigests: [],
  saveChecksums: [],
  rename: [],
  runPlanned: [],
  resize: [],
  watchGroups: [groupWindow],
  toggleFile: [index],
  openFile: [index],
  revealFile: [index],
  setKeepRule: [oneOf(keepRules), isBoolean],
  addProtectedFolder: [],
  removeProtectedFolder: [index],
  setThreshold: [threshold],
  setTurned: [isBoolean],
  trashFiles: [],
};

function isAccepted(name: unknown, args: unknown): boolean {
  if (typeof name !== 'string' || !Object.hasOwn(argumentsOf, name) || !Array.isArray(args)) return false;
  const checks = argumentsOf[name as keyof PanelHost];
  return args.length <= checks.length && checks.every((check, at) => check(args[at]));
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= mostIdLength;
}

/** A message of the page that is refused. */
export interface RefusedMessage {
  /** The id of the call, which waits for an answer. */
  readonly id?: string;
  /** For the log. */
  readonly reason: string;
}

/** Checks a message of the page. @returns undefined if it is accepted */
export function refusedMessage(message: unknown): RefusedMessage | undefined {
  // No function of the page has a reply, so only calls arrive.
  const { t: type, m: name, a: args, i: id } = (typeof message === 'object' && message !== null ? message : {}) as Record<string, unknown>;
  if (type === 'q' && (id === undefined || isId(id)) && isAccepted(name, args)) return undefined;
  // A name that the page made up does not get into the log.
  const isKnown = typeof name === 'string' && Object.hasOwn(argumentsOf, name);
  const reason = isKnown
    ? `The panel called ${name} with arguments that are not accepted.`
    : 'The panel sent a message of an unknown kind.';
  return { ...(isId(id) && { id }), reason };
}

import * as vscode from 'vscode';
import { defaultWorkers } from '../../client/pool/defaultWorkers';
import { defaultLimits, type HistoryLimits } from '../../client/store/historyLimits';
import { type InspectRequest, type ReadOrder, readOrders } from '../../shared/run/inspection';
import type { WalkRules } from '../../shared/run/plan';
import { minMemoryBudget, mostMemoryMb } from '../../shared/values/memoryBudget';
import type { Priority } from '../../shared/values/priorities';
import { Battery } from './battery';
import { type SettingKey, settingSection } from './ids';

/** Typed access to the settings. A value that the schema would reject counts as not set. */

function readSetting<Value>(
  key: SettingKey,
  scope: vscode.Uri | undefined,
  accepts: (value: unknown) => value is Value,
  fallback: Value,
): Value {
  const value: unknown = vscode.workspace.getConfiguration(settingSection, scope).get(key);
  return accepts(value) ? value : fallback;
}

const isIntegerUpTo =
  (maximum: number) =>
  (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= maximum;

/** Most worker threads that the setting allows. */
export const mostWorkers = 64;

/** Number of worker threads: the setting, or what suits the priority. */
export function workerCount(): number {
  return readSetting('workers', undefined, isIntegerUpTo(mostWorkers), defaultWorkers(priority()));
}

/** Sets the number of worker threads where it is set already: in the workspace, or else for the user. */
export async function setWorkerCount(count: number): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settingSection);
  const inWorkspace = configuration.inspect('workers')?.workspaceValue !== undefined;
  await configuration.update('workers', count, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
}

const priorityChoices = ['normal', 'low', 'lowOnBattery'] as const;
type PriorityChoice = (typeof priorityChoices)[number];
const battery = new Battery();

/** Priority of the workers at the moment. */
export function priority(): Priority {
  const accepts = (value: unknown): value is PriorityChoice => priorityChoices.includes(value as PriorityChoice);
  const choice = readSetting('priority', undefined, accepts, 'normal');
  if (choice === 'lowOnBattery') return battery.isInUse ? 'low' : 'normal';
  return choice;
}

const isString = (value: unknown): value is string => typeof value === 'string';

/** Path of another Node.js to run the pool process with; undefined when the editor's own is used. */
export function nodePath(): string | undefined {
  return readSetting('nodePath', undefined, isString, '') || undefined;
}

/** URL of the queue whose workers carry out runs over images; undefined when this computer does. */
export function queue(): string | undefined {
  return readSetting('queue', undefined, isString, '') || undefined;
}

/** The folder that the workers of the queue reach, with its name among them: `photos=/mnt/photos`. */
export function queueRoot(): string | undefined {
  return readSetting('queueRoot', undefined, isString, '') || undefined;
}

/** Time limit for one file, in seconds. */
export function timeoutSeconds(): number {
  return readSetting('timeout', undefined, isIntegerUpTo(3600), 300);
}

/** How long runs are kept for undo, and how much space their originals may take. */
export function historyLimits(): HistoryLimits {
  const { days, megabytes } = defaultLimits;
  return {
    days: readSetting('historyDays', undefined, isIntegerUpTo(3650), days),
    megabytes: readSetting('historySize', undefined, isIntegerUpTo(10_000_000), megabytes),
  };
}

/** The memory budget of a run, for its setup; empty when the pool process decides. */
export function memoryBudget(): { readonly memoryBudget?: number } {
  const accepts = (value: unknown): value is 'auto' | number =>
    value === 'auto' || (isIntegerUpTo(mostMemoryMb)(value) && value * 2 ** 20 >= minMemoryBudget);
  const megabytes = readSetting('memoryBudget', undefined, accepts, 'auto');
  return megabytes === 'auto' ? {} : { memoryBudget: megabytes * 2 ** 20 };
}

function useIgnoreFiles(scope: vscode.Uri | undefined): boolean {
  return readSetting('useIgnoreFiles', scope, (value) => typeof value === 'boolean', true);
}

/** Order in which inspections read files. */
export function readOrder(): ReadOrder {
  return readSetting('readOrder', undefined, (value): value is ReadOrder => readOrders.includes(value as ReadOrder), 'auto');
}

/** Profiles by name, not validated. */
export type NamedProfiles = Readonly<Record<string, unknown>>;

/** The profiles of the user, the workspace and the folder, as merged by VS Code. */
export function profiles(scope: vscode.Uri | undefined): NamedProfiles {
  return readSetting('profiles', scope, (value): value is Record<string, unknown> => typeof value === 'object' && value !== null, {});
}

/** Whether a profile, or a part of it, is from the settings of the workspace or of a folder, which anybody may have written. */
export function isWorkspaceProfile(name: string, scope: vscode.Uri | undefined): boolean {
  const found = vscode.workspace.getConfiguration(settingSection, scope).inspect<Record<string, unknown>>('profiles');
  return [found?.workspaceValue, found?.workspaceFolderValue].some((values) => values !== undefined && Object.hasOwn(values, name));
}

/** Adds a profile to the workspace settings if the workspace is trusted, else to the user settings. */
export async function addProfile(name: string, profile: unknown, scope: vscode.Uri | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settingSection, scope);
  const inWorkspace = scope !== undefined && vscode.workspace.isTrusted;
  const found = configuration.inspect<Record<string, unknown>>('profiles');
  const before = (inWorkspace ? found?.workspaceValue : found?.globalValue) ?? {};
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('profiles', { ...before, [name]: profile }, target);
}

/** Globs that `files.exclude` enables. */
function excludedGlobs(scope: vscode.Uri | undefined): string[] {
  const globs = vscode.workspace.getConfiguration('files', scope).get<Record<string, unknown>>('exclude') ?? {};
  return Object.keys(globs).filter((glob) => globs[glob] === true);
}

/** Which files a walk through a folder excludes. */
export function walkRules(scope: vscode.Uri | undefined): WalkRules {
  return { excludeGlobs: excludedGlobs(scope), useIgnoreFiles: useIgnoreFiles(scope) };
}

/** The walk rules of each workspace folder, by its path. */
export function rootRules(): Readonly<Record<string, WalkRules>> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return Object.fromEntries(folders.map(({ uri }) => [uri.fsPath, walkRules(uri)]));
}

/** A request to inspect the files of a selection as the settings say; the caller adds the inspection. */
export function inspectRequest(selection: readonly vscode.Uri[]): Omit<InspectRequest, 'inspection'> {
  return {
    selection: selection.map(({ fsPath }) => fsPath),
    roots: workspaceRoots(),
    include: [],
    exclude: [],
    ...walkRules(selection[0]),
    rootRules: rootRules(),
    order: readOrder(),
  };
}

/** Paths of the workspace folders. */
export function workspaceRoots(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
}

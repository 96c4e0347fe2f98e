import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { type InspectRequest, type ReadOrder, readOrders } from '../../shared/run/inspection';
import type { WalkRules } from '../../shared/run/plan';
import { type SettingKey, settingSection } from './ids';

/** The settings, typed; a value that the schema would refuse counts as not set. */

function read<Value>(key: SettingKey, scope: vscode.Uri | undefined, accepts: (value: unknown) => value is Value, fallback: Value): Value {
  const value: unknown = vscode.workspace.getConfiguration(settingSection, scope).get(key);
  return accepts(value) ? value : fallback;
}

const isCount =
  (most: number) =>
  (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;

/** Worker threads: as set, or one for each core. */
export function workers(): number {
  return read('workers', undefined, isCount(64), availableParallelism());
}

/** Path of another Node to run the pool process with, if one is set. */
export function nodePath(): string | undefined {
  return read('nodePath', undefined, (value) => typeof value === 'string', '') || undefined;
}

/** Longest time for one file, in seconds. */
export function timeoutSeconds(): number {
  return read('timeout', undefined, isCount(3600), 300);
}

function useIgnoreFiles(scope: vscode.Uri | undefined): boolean {
  return read('useIgnoreFiles', scope, (value) => typeof value === 'boolean', true);
}

/** How files are read that are only read. */
export function readOrder(): ReadOrder {
  return read('readingOrder', undefined, (value): value is ReadOrder => readOrders.includes(value as ReadOrder), 'auto');
}

/** Profiles as written, user, workspace and folder settings merged by VS Code; not validated yet. */
export function profiles(scope: vscode.Uri | undefined): Readonly<Record<string, unknown>> {
  return read('profiles', scope, (value): value is Record<string, unknown> => typeof value === 'object' && value !== null, {});
}

/** Adds a profile to the settings: those of the workspace where they count, else those of the user. */
export async function addProfile(name: string, profile: unknown, scope: vscode.Uri | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settingSection, scope);
  const inWorkspace = scope !== undefined && vscode.workspace.isTrusted;
  const found = configuration.inspect<Record<string, unknown>>('profiles');
  const before = (inWorkspace ? found?.workspaceValue : found?.globalValue) ?? {};
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('profiles', { ...before, [name]: profile }, target);
}

/** Globs of `files.exclude` that are on. */
function excludedGlobs(scope: vscode.Uri | undefined): string[] {
  const globs = vscode.workspace.getConfiguration('files', scope).get<Record<string, unknown>>('exclude') ?? {};
  return Object.keys(globs).filter((glob) => globs[glob] === true);
}

/** What is left out when a folder is walked. */
export function walkRules(scope: vscode.Uri | undefined): WalkRules {
  return { excludeGlobs: excludedGlobs(scope), useIgnoreFiles: useIgnoreFiles(scope) };
}

/** The same for each folder of the workspace, by its path. */
export function rootRules(): Readonly<Record<string, WalkRules>> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return Object.fromEntries(folders.map(({ uri }) => [uri.fsPath, walkRules(uri)]));
}

/** Files of a selection that are only read, found as the settings say. */
export function filesOf(selection: readonly vscode.Uri[]): Omit<InspectRequest, 'inspection'> {
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

export function workspaceRoots(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
}

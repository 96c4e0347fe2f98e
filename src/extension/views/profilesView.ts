import * as vscode from 'vscode';
import { exampleProfiles } from '../../shared/recipe/exampleProfiles';
import { settingSection } from '../host/ids';
import { isWorkspaceProfile, profiles } from '../host/settings';

const { l10n } = vscode;

/** A profile that can be run. */
export interface ProfileNode {
  readonly name: string;
  /** Not validated. */
  readonly profile: unknown;
  /** Whether it is an example, which the settings do not have. */
  readonly isExample: boolean;
}

const examples = 'examples';
type Node = ProfileNode | typeof examples;

/** The view Profiles: those of the settings, then the examples. */
export class ProfilesView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #settings: vscode.Disposable;

  constructor() {
    const refresh = () => this.#changed.fire();
    this.#settings = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(`${settingSection}.profiles`) && refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
    );
  }

  /** Nothing can be run without a folder; the view then says so. */
  getChildren(parent?: Node): Node[] {
    const scope = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (!scope) return [];
    const configured = profiles(scope);
    if (parent !== examples) return [...nodes(configured, false), examples];
    return nodes(exampleProfiles(), true).filter(({ name }) => !Object.hasOwn(configured, name));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node === examples) return this.#examplesItem();
    const item = new vscode.TreeItem(node.name);
    const { description } = (node.profile ?? {}) as { readonly description?: unknown };
    if (typeof description === 'string') item.description = description;
    item.id = `${node.isExample ? 'example' : 'profile'} ${node.name}`;
    item.tooltip = [node.name, item.description, origin(node)].filter(Boolean).join('\n');
    item.iconPath = new vscode.ThemeIcon(node.isExample ? 'lightbulb' : 'settings');
    item.contextValue = node.isExample ? 'example' : 'profile';
    return item;
  }

  /** The examples are open as long as they are all that there is. */
  #examplesItem(): vscode.TreeItem {
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const isAlone = this.getChildren().length === 1;
    const item = new vscode.TreeItem(l10n.t('Examples'), isAlone ? Expanded : Collapsed);
    item.id = examples;
    return item;
  }

  dispose(): void {
    this.#settings.dispose();
    this.#changed.dispose();
  }
}

function nodes(named: Readonly<Record<string, unknown>>, isExample: boolean): ProfileNode[] {
  return Object.entries(named).map(([name, profile]) => ({ name, profile, isExample }));
}

function origin({ name, isExample }: ProfileNode): string {
  if (isExample) return l10n.t('Example');
  return isWorkspaceProfile(name, vscode.workspace.workspaceFolders?.[0]?.uri)
    ? l10n.t('From workspace settings')
    : l10n.t('From user settings');
}

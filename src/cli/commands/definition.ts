import type { Command } from 'commander';

/** A line to try, and what it does. */
export interface Example {
  readonly line: string;
  readonly text: string;
}

/** One command, declared once: parsing, help, completion and docs/cli.md are made from it. */
export interface CommandDefinition {
  readonly name: string;
  readonly alias?: string;
  /** One phrase without a period, for lists of commands. */
  readonly summary: string;
  /** Sentences for the command's own help. */
  readonly details?: string;
  readonly examples: readonly Example[];
  /** Adds the arguments, the options and the action. */
  declare(command: Command): void;
}

/** A heading in the list of commands, with its commands. */
export interface CommandGroup {
  readonly heading: string;
  readonly commands: readonly CommandDefinition[];
}

import { Argument } from 'commander';
import { type Shell, shells } from '../completion/shells';
import type { CommandDefinition } from './definition';

export const completionCommand: CommandDefinition = {
  name: 'completion',
  summary: 'print a completion script for a shell',
  details: 'The script completes commands, options, their values, and the names of profiles.',
  examples: [
    { line: 'source <(assetmill completion bash)', text: 'in ~/.bashrc' },
    { line: 'source <(assetmill completion zsh)', text: 'in ~/.zshrc, after compinit' },
    { line: 'assetmill completion fish > ~/.config/fish/completions/assetmill.fish', text: 'for fish' },
    { line: 'assetmill completion powershell | Out-String | Invoke-Expression', text: 'in $PROFILE' },
  ],
  declare(command) {
    command.addArgument(new Argument('<shell>', 'the shell').choices(shells)).action(async (shell: Shell) => {
      process.stdout.write((await import('../completion/completionScripts')).completionScripts[shell]);
    });
  },
};

import type { Command } from 'commander';
import type { CommandDefinition } from './definition';

/** The hidden command that completion scripts call. It prints one candidate per line, with a tab before its description. */
export const completeCommand: CommandDefinition = {
  name: 'complete',
  summary: 'print completions of a command line',
  examples: [],
  declare(command) {
    command
      .argument('[words...]', 'the words before the current one, without the name of the program')
      .option('--current <word>', 'the word to complete', '')
      .action(async (words: string[], { current }: { readonly current: string }, { parent }: Command) => {
        const { completionCandidates } = await import('../completion/completionCandidates');
        const candidates = await completionCandidates(parent as Command, words, current);
        process.stdout.write(candidates.map(({ value, description }) => `${value}\t${description}\n`).join(''));
      });
  },
};

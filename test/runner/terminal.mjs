import { stdout } from 'node:process';

/**
 * What commands print while several run: the output of one appears as it comes, that of the others is kept until their turn.
 * So each output is in one piece.
 */
export class Terminal {
  /** @type {{ title: string, kept: Buffer[], ended: boolean }[]} the first one is in the foreground */
  #blocks = [];

  /** Begins the output of a command. */
  open(title) {
    const block = { title, kept: [], ended: false };
    this.#blocks.push(block);
    if (this.#blocks.length === 1) this.#show(block);
    return {
      print: (data) => {
        if (this.#blocks[0] === block) stdout.write(data);
        else block.kept.push(data);
      },
      close: () => {
        block.ended = true;
        this.#advance();
      },
    };
  }

  #show({ title, kept }) {
    stdout.write(`\n=== ${title}\n`);
    for (const data of kept.splice(0)) stdout.write(data);
  }

  /** Prints what has ended meanwhile, before an output that takes longer moves into the foreground. */
  #advance() {
    if (!this.#blocks[0]?.ended) return;
    this.#blocks.shift();
    this.#blocks.sort((a, b) => Number(b.ended) - Number(a.ended));
    const [next] = this.#blocks;
    if (!next) return;
    this.#show(next);
    this.#advance();
  }
}

import { argv, exit } from 'node:process';
import { runUndoSequence } from './undo/undoSequence';

/** Compares undo with a model of it: `undo.main.cjs [sequences] [first seed] [steps]`. A sequence that fails is printed with its seed. */
async function main(sequences: number, first: number, steps: number): Promise<void> {
  let faults = 0;
  for (let seed = first; seed < first + sequences; seed += 1)
    await runUndoSequence(seed, steps).catch((error: Error) => {
      faults += 1;
      console.log(error.message);
    });
  console.log(`${sequences} sequences of ${steps} steps, seeds from ${first}: ${faults} faults`);
  exit(faults > 0 ? 1 : 0);
}

void main(Number(argv[2] ?? 1000), Number(argv[3] ?? 1), Number(argv[4] ?? 40));

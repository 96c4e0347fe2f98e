/**
 * Progress that never falls, as a share from 0 to 1. The raw share can fall for a moment: the status of the workers no longer
 * counts a file that has ended, while its outcome is still on its way.
 */
export class MonotonicProgress {
  #share = 0;

  get share(): number {
    return this.#share;
  }

  /** Takes in the current share. @returns the highest one so far, 1 at most */
  advance(share: number): number {
    this.#share = Math.min(1, Math.max(this.#share, share));
    return this.#share;
  }
}

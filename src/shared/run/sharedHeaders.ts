import type { SourceHeader } from './run';

/** Gives equal headers one object: thousands of icons have a few headers. */
export class SharedHeaders {
  readonly #byKey = new Map<string, SourceHeader>();

  share(header: SourceHeader): SourceHeader {
    const key = JSON.stringify(header);
    const known = this.#byKey.get(key);
    if (known) return known;
    this.#byKey.set(key, header);
    return header;
  }
}

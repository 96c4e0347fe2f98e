/** Computes digests of one algorithm, one after the other. */
export interface Digester {
  /** The digest, in hex, of bytes that are all there. */
  digestOf(bytes: Buffer): string;
  /** Begins a digest of bytes that come piece by piece; what was begun before and not ended is forgotten. */
  start(): void;
  update(bytes: Buffer): void;
  end(): string;
}

/** A digester made of a hasher of a library, which is used over and over: starting one costs less than making one. */
export function digesterOf<Hasher extends { update(bytes: Buffer): unknown; digest(): string }>(
  hasher: Hasher,
  start: (hasher: Hasher) => void,
): Digester {
  return {
    start: () => start(hasher),
    update: (bytes) => void hasher.update(bytes),
    end: () => hasher.digest(),
    digestOf(bytes) {
      start(hasher);
      hasher.update(bytes);
      return hasher.digest();
    },
  };
}

/** Computes digests with one algorithm, one at a time. */
export interface Digester {
  /** The digest of a whole content, in hex. */
  digestOf(bytes: Buffer): string;
  /** Starts a digest of a content that arrives in pieces, and drops an unfinished one. */
  start(): void;
  update(bytes: Buffer): void;
  /** The digest, in hex. */
  end(): string;
}

/** A digester that reuses the hasher of a library: resetting one costs less than creating one. */
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

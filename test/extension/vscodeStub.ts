/** Stands for every value of the API: it can be called, constructed, and read. It is no promise. */
const anything: unknown = new Proxy(function stub() {}, {
  get: (_, key) => (key === 'then' ? undefined : anything),
  // Some properties of a function cannot be set.
  set: () => true,
  apply: () => anything,
  construct: () => anything as object,
});

/** VS Code's API, or a part of it, of which only `known` is real. */
export function stubOf(known: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return new Proxy(known, { get: (_, name: string) => (name in known || name === 'then' ? known[name] : anything) });
}

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

/** The path of a file, as `vscode.Uri`. */
export class Uri {
  readonly scheme = 'file';

  constructor(readonly fsPath: string) {}

  static file(path: string): Uri {
    return new Uri(path);
  }

  get path(): string {
    return this.fsPath;
  }
}

/** `vscode.l10n.t` without a translation. */
export function l10nText(text: string, ...values: readonly string[]): string {
  return text.replace(/\{(\d)\}/g, (placeholder, index) => values[index] ?? placeholder);
}

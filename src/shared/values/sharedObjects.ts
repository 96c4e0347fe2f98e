/** Gives equal plain objects one object, for what many files have in common: thousands of icons have a few headers. */
export class SharedObjects<Value extends object> {
  readonly #byJson = new Map<string, Value>();

  share(value: Value): Value {
    const json = JSON.stringify(value);
    const known = this.#byJson.get(json);
    if (known) return known;
    this.#byJson.set(json, value);
    return value;
  }
}

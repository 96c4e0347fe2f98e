/**
 * A value as JSON. What passes through a process that does not look into it is sent as text: a text is copied, while an object is
 * taken apart and built again in every process, each time in twice the time that JSON takes.
 */
export type Json<Value> = string & { readonly jsonOf?: Value };

/** @param value plain data without functions, binary data, or circles */
export function toJson<Value>(value: Value): Json<Value> {
  return JSON.stringify(value);
}

export function fromJson<Value>(text: Json<Value>): Value {
  return JSON.parse(text) as Value;
}

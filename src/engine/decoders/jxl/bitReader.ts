/** How a number is stored: a constant, or `base` plus `bits` bits. */
export type NumberForm = readonly [base: number, bits: number];

/** Reads the numbers of a JPEG XL codestream, least significant bit first. Source: ISO/IEC 18181-1, 9.2. */
export class BitReader {
  #at = 0;

  constructor(readonly bytes: Buffer) {}

  /** A whole number of up to 32 bits. @throws RangeError beyond the end */
  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      const byte = this.bytes[this.#at >> 3];
      if (byte === undefined) throw new RangeError('the header is cut off');
      value += ((byte >> (this.#at & 7)) & 1) * 2 ** index;
      this.#at += 1;
    }
    return value;
  }

  bool(): boolean {
    return this.bits(1) === 1;
  }

  /** A number in one of four forms. */
  u32(...forms: readonly [NumberForm, NumberForm, NumberForm, NumberForm]): number {
    const [base, count] = forms[this.bits(2)] as NumberForm;
    return base + this.bits(count);
  }

  /** The number of an enumeration. */
  enum(): number {
    return this.u32([0, 0], [1, 0], [2, 4], [18, 6]);
  }
}

/** `hold` has the next `held` bits of the input, lowest first. Past the end of the input come zeros. */
export type Bits = { readonly input: Uint8Array; at: number; hold: number; held: number };

export function bitsFrom(input: Uint8Array, at: number): Bits {
  return { input, at, hold: 0, held: 0 };
}

/** At least sixteen bits, which is more than any code or any run of extra bits has, and never more than 31. */
export function fill(bits: Bits): void {
  if (bits.held >= 16) return;
  bits.hold |= ((bits.input[bits.at] ?? 0) | ((bits.input[bits.at + 1] ?? 0) << 8)) << bits.held;
  bits.at += 2;
  bits.held += 16;
}

/** The next `count` bits, at most sixteen, as a number. */
export function take(bits: Bits, count: number): number {
  fill(bits);
  const value = bits.hold & ((1 << count) - 1);
  bits.hold >>>= count;
  bits.held -= count;
  return value;
}

/** Where the first byte lies of which no bit has been taken. */
export function nextByte(bits: Bits): number {
  return bits.at - (bits.held >> 3);
}

/** Goes on at a byte, leaving behind what is held. */
export function seek(bits: Bits, at: number): void {
  bits.at = at;
  bits.hold = 0;
  bits.held = 0;
}

/** Gives back the whole bytes that are held, so that `at` is the first byte of which no bit has been taken. */
export function giveBack(bits: Bits): void {
  bits.at = nextByte(bits);
  bits.held &= 7;
  bits.hold &= (1 << bits.held) - 1;
}

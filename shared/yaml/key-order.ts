/**
 * Keys in the order in which go-yaml prints them. That order goes in circles (`1a`, `2`, `13`, `1a`): of such keys
 * upstream prints now one first, now another, and ours follow the order they were given in.
 * Upstream: go.yaml.in/yaml/v2 sorter.go.
 */
export function inKeyOrder(keys: readonly string[]): readonly string[] {
  for (let at = 1; at < keys.length; at++)
    if (compareKeys(keys[at - 1] ?? "", keys[at] ?? "") > 0) return keys.toSorted(compareKeys);
  return keys;
}

/** Negative when `one` comes first. Numbers in keys count as numbers, and what is no letter comes before letters. */
export function compareKeys(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let at = 0;
  while (at < shorter && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  if (at === shorter) return one.length - other.length;
  const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
  if (isPlainLetter(a) && isPlainLetter(b)) return a - b;
  return compareFrom(isWithinPair(one, at) ? at - 1 : at, one, other);
}

function isPlainLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Whether the UTF-16 unit before is the first half of a character. */
function isWithinPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

/** Compares from the first character in which the two differ. */
function compareFrom(at: number, one: string, other: string): number {
  const [a, b] = [one.codePointAt(at) ?? 0, other.codePointAt(at) ?? 0];
  const [isLetterA, isLetterB] = [isLetter(a), isLetter(b)];
  if (isLetterA && isLetterB) return a - b;
  if (isLetterA || isLetterB) return isLetterB ? -1 : 1;
  const lead = (a === zero || b === zero) && continuesNumber(one, at) ? 1 : 0;
  const [numberA, numberB] = [numberFrom(one, at, lead), numberFrom(other, at, lead)];
  if (numberA.value !== numberB.value) return numberA.value < numberB.value ? -1 : 1;
  return numberA.digits - numberB.digits || a - b;
}

const zero = 48;
const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

function isLetter(code: number): boolean {
  return isPlainLetter(code) || (code > 127 && letter.test(String.fromCodePoint(code)));
}

function isDigit(code: number): boolean {
  return (code >= zero && code < zero + 10) || (code > 127 && digit.test(String.fromCodePoint(code)));
}

/** Whether a zero at this place stands behind a digit that is none: in `10` it counts, in `a0` it only leads. */
function continuesNumber(text: string, at: number): boolean {
  for (let end = at; end > 0;) {
    const start = isWithinPair(text, end - 1) ? end - 2 : end - 1;
    const code = text.codePointAt(start) ?? 0;
    if (!isDigit(code)) return false;
    if (code !== zero) return true;
    end = start;
  }
  return false;
}

/** The number that begins here, in Go's 64 bits, and how many digits it has. */
function numberFrom(
  text: string,
  at: number,
  lead: number,
): { readonly value: bigint; readonly digits: number } {
  let value = BigInt(lead);
  let digits = 0;
  for (const char of text.slice(at)) {
    const code = char.codePointAt(0) ?? 0;
    if (!isDigit(code)) break;
    value = BigInt.asIntN(64, value * 10n + BigInt(code - zero));
    digits++;
  }
  return { value, digits };
}

/** Whether a code point is one of those meant. */
export type CharTest = (code: number) => boolean;

const setsBy: ReadonlyMap<string, CharTest> = new Map([
  ["d", oneOf(/^\d$/)],
  ["w", oneOf(/^\w$/)],
  ["s", oneOf(/^[\t\n\f\r ]$/)],
]);
const posixBy: ReadonlyMap<string, CharTest> = new Map<string, CharTest>([
  ["alnum", oneOf(/^[0-9A-Za-z]$/)],
  ["alpha", oneOf(/^[A-Za-z]$/)],
  ["ascii", (code) => code < 128],
  ["blank", oneOf(/^[\t ]$/)],
  ["cntrl", (code) => code < 32 || code === 127],
  ["digit", oneOf(/^[0-9]$/)],
  ["graph", oneOf(/^[!-~]$/)],
  ["lower", oneOf(/^[a-z]$/)],
  ["print", oneOf(/^[ -~]$/)],
  ["punct", oneOf(/^[!-/:-@[-`{-~]$/)],
  ["space", oneOf(/^[\t\n\v\f\r ]$/)],
  ["upper", oneOf(/^[A-Z]$/)],
  ["word", oneOf(/^\w$/)],
  ["xdigit", oneOf(/^[0-9A-Fa-f]$/)],
]);

function oneOf(set: RegExp): CharTest {
  return (code) => set.test(String.fromCodePoint(code));
}

/** `\d`, `\W` and their like; undefined for other letters. */
export function classEscape(letter: string): CharTest | undefined {
  const set = setsBy.get(letter.toLowerCase());
  if (set === undefined || letter === letter.toLowerCase()) return set;
  return (code) => !set(code);
}

type Escaped = { readonly code: number; readonly end: number };

const controls = "abfnrtv";
const controlCodes = [7, Number.NaN, 12, 10, 13, 9, 11];

/** The character that an escape stands for, `at` being behind the backslash. Undefined for what Go refuses. */
export function simpleEscape(source: string, at: number): Escaped | undefined {
  const [hex, braced, two] =
    /^x(?:\{([\da-fA-F]{1,6})\}|([\da-fA-F]{2}))/.exec(source.slice(at, at + 10)) ?? [];
  if (hex !== undefined) {
    const code = Number.parseInt(braced ?? two ?? "", 16);
    return code <= 0x10ffff ? { code, end: at + hex.length } : undefined;
  }
  const letter = source[at] ?? "";
  const control = letter === "" ? -1 : controls.indexOf(letter);
  const code = control === -1 ? letter.charCodeAt(0) : (controlCodes[control] ?? Number.NaN);
  const isKnown = control === -1 ? /^[!-/:-@[-`{-~]$/.test(letter) : !Number.isNaN(code);
  return isKnown ? { code, end: at + 1 } : undefined;
}

export class BadClass extends Error {}

/** A class in brackets, `at` being behind the first one. */
export function parseClass(source: string, at: number, ignoreCase: boolean): { test: CharTest; end: number } {
  const tests: CharTest[] = [];
  const negated = source[at] === "^";
  let end = negated ? at + 1 : at;
  for (let isFirst = true; isFirst || source[end] !== "]"; isFirst = false) {
    if (end >= source.length) throw new BadClass("a class is not closed");
    const set = classMember(source, end);
    tests.push(set.test);
    end = set.end;
  }
  const has = (code: number): boolean => tests.some((test) => test(code));
  const folded = (code: number): boolean => {
    const char = String.fromCodePoint(code);
    return (
      has(code) ||
      has(char.toLowerCase().codePointAt(0) ?? code) ||
      has(char.toUpperCase().codePointAt(0) ?? code)
    );
  };
  const meant = ignoreCase ? folded : has;
  return { test: (code) => meant(code) !== negated, end: end + 1 };
}

type Member = { readonly test: CharTest; readonly end: number };

function classMember(source: string, at: number): Member {
  const [posix, not = "", name = ""] = /^\[:(\^?)([a-z]+):\]/.exec(source.slice(at, at + 12)) ?? [];
  const set = posixBy.get(name);
  if (posix !== undefined) {
    if (set === undefined) throw new BadClass(`[:${name}:] is not known`);
    return { test: (code) => set(code) === (not === ""), end: at + posix.length };
  }
  const escape = source[at] === "\\" ? classEscape(source[at + 1] ?? "") : undefined;
  if (escape !== undefined) return { test: escape, end: at + 2 };
  const low = classChar(source, at);
  if (source[low.end] !== "-" || source[low.end + 1] === "]" || low.end + 1 >= source.length)
    return { test: (code) => code === low.code, end: low.end };
  const high = classChar(source, low.end + 1);
  if (high.code < low.code) throw new BadClass("a range ends before it begins");
  return { test: (code) => code >= low.code && code <= high.code, end: high.end };
}

function classChar(source: string, at: number): Escaped {
  if (source[at] !== "\\") {
    const code = source.codePointAt(at) ?? 0;
    return { code, end: at + String.fromCodePoint(code).length };
  }
  const found = simpleEscape(source, at + 1);
  if (found === undefined) throw new BadClass("an escape is not known");
  return found;
}

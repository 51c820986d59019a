import { classEscape, parseClass, simpleEscape, type CharTest } from "./regexp-class.ts";

/** A regular expression, taken apart. */
export type Syntax =
  | { readonly type: "char"; readonly test: CharTest; readonly literal?: string }
  | { readonly type: "assert"; readonly holds: Assertion }
  | { readonly type: "sequence"; readonly parts: readonly Syntax[] }
  | { readonly type: "choice"; readonly parts: readonly Syntax[] }
  | { readonly type: "repeat"; readonly part: Syntax; readonly least: number; readonly most: number };

/** Whether something holds between two characters; NaN stands for the text's edge. */
export type Assertion = (before: number, after: number) => boolean;

type Flags = { readonly ignoreCase: boolean; readonly multiLine: boolean; readonly dotAll: boolean };
type Cursor = { readonly source: string; at: number; flags: Flags; depth: number };

/** Thrown at what Go's engine refuses, or at the few things of it that are not wanted here (`\p`, `\Q`, `\C`). */
export class NotUnderstood extends Error {}

/** Upstream: https://github.com/google/re2/wiki/Syntax, as Go's regexp has it. */
export function parseRegexp(source: string): Syntax {
  const cursor: Cursor = {
    source,
    at: 0,
    flags: { ignoreCase: false, multiLine: false, dotAll: false },
    depth: 0,
  };
  const syntax = parseChoice(cursor);
  if (cursor.at < source.length) throw new NotUnderstood("a bracket closes what none opened");
  return syntax;
}

function parseChoice(cursor: Cursor): Syntax {
  const flags = cursor.flags;
  const parts = [parseSequence(cursor)];
  while (taken(cursor, "|")) parts.push(parseSequence(cursor));
  cursor.flags = flags;
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { type: "choice", parts };
}

function parseSequence(cursor: Cursor): Syntax {
  const parts: Syntax[] = [];
  while (cursor.at < cursor.source.length && !"|)".includes(cursor.source[cursor.at] ?? "")) {
    const part = parseAtom(cursor);
    if (part !== undefined) parts.push(parseRepeat(cursor, part));
  }
  return { type: "sequence", parts };
}

function taken(cursor: Cursor, text: string): boolean {
  if (!cursor.source.startsWith(text, cursor.at)) return false;
  cursor.at += text.length;
  return true;
}

function parseRepeat(cursor: Cursor, part: Syntax): Syntax {
  const bounds = repeatBounds(cursor);
  if (bounds === undefined) return part;
  const [least, most] = bounds;
  if (least > 1000 || (most > 1000 && most !== Number.POSITIVE_INFINITY) || least > most)
    throw new NotUnderstood("a repeat count is out of bounds");
  taken(cursor, "?"); // lazy: the same texts match
  if (repeatBounds({ ...cursor }) !== undefined) throw new NotUnderstood("a repetition is repeated");
  return { type: "repeat", part, least, most };
}

function repeatBounds(cursor: Cursor): readonly [number, number] | undefined {
  if (taken(cursor, "*")) return [0, Number.POSITIVE_INFINITY];
  if (taken(cursor, "+")) return [1, Number.POSITIVE_INFINITY];
  if (taken(cursor, "?")) return [0, 1];
  const [found, least = "0", comma, most = ""] =
    /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(cursor.source.slice(cursor.at, cursor.at + 11)) ?? [];
  if (found === undefined) return undefined;
  cursor.at += found.length;
  if (comma === undefined) return [Number(least), Number(least)];
  return [Number(least), most === "" ? Number.POSITIVE_INFINITY : Number(most)];
}

/** Undefined for what only sets flags. */
function parseAtom(cursor: Cursor): Syntax | undefined {
  const char = String.fromCodePoint(cursor.source.codePointAt(cursor.at) ?? 0);
  cursor.at += char.length;
  switch (char) {
    case "(":
      return parseGroup(cursor);
    case "[": {
      const { test, end } = parseClass(cursor.source, cursor.at, cursor.flags.ignoreCase);
      cursor.at = end;
      return { type: "char", test };
    }
    case ".": {
      const { dotAll } = cursor.flags;
      return { type: "char", test: (code) => dotAll || code !== 10 };
    }
    case "^":
      return { type: "assert", holds: cursor.flags.multiLine ? atLineStart : atStart };
    case "$":
      return { type: "assert", holds: cursor.flags.multiLine ? atLineEnd : atEnd };
    case "\\":
      return parseEscape(cursor);
    case "*":
    case "+":
    case "?":
      throw new NotUnderstood("there is nothing to repeat");
    default:
      return literal(char, cursor.flags);
  }
}

function parseGroup(cursor: Cursor): Syntax | undefined {
  if (++cursor.depth > 200) throw new NotUnderstood("groups are nested too deep");
  const before = cursor.flags;
  if (taken(cursor, "?")) {
    const [found, set = "", end] = /^([imsU]*(?:-[imsU]+)?)([:)])/.exec(cursor.source.slice(cursor.at)) ?? [];
    if (found !== undefined) {
      cursor.at += found.length;
      cursor.flags = withFlags(cursor.flags, set);
      if (end === ")") {
        cursor.depth--;
        return undefined;
      }
    } else {
      const [name] = /^P?<\w+>/.exec(cursor.source.slice(cursor.at)) ?? [];
      if (name === undefined) throw new NotUnderstood("a group begins with what Go does not know");
      cursor.at += name.length;
    }
  }
  const syntax = parseChoice(cursor);
  cursor.flags = before;
  if (!taken(cursor, ")")) throw new NotUnderstood("a group is not closed");
  cursor.depth--;
  return syntax;
}

function withFlags(flags: Flags, set: string): Flags {
  const [on = "", off = ""] = set.split("-");
  const flag = (letter: string, was: boolean): boolean =>
    (was || on.includes(letter)) && !off.includes(letter);
  return {
    ignoreCase: flag("i", flags.ignoreCase),
    multiLine: flag("m", flags.multiLine),
    dotAll: flag("s", flags.dotAll),
  };
}

function parseEscape(cursor: Cursor): Syntax {
  const letter = cursor.source[cursor.at] ?? "";
  cursor.at++;
  const test = classEscape(letter);
  if (test !== undefined) return { type: "char", test };
  const holds = assertions.get(letter);
  if (holds !== undefined) return { type: "assert", holds };
  const found = simpleEscape(cursor.source, cursor.at - 1);
  if (found === undefined) throw new NotUnderstood(`\\${letter} is not known`);
  cursor.at = found.end;
  return literal(String.fromCodePoint(found.code), cursor.flags);
}

function literal(char: string, { ignoreCase }: Flags): Syntax {
  const code = char.codePointAt(0);
  if (!ignoreCase) return { type: "char", test: (other) => other === code, literal: char };
  const folded = char.toLowerCase();
  return { type: "char", test: (other) => String.fromCodePoint(other).toLowerCase() === folded };
}

const isWord = (code: number): boolean => /^\w$/.test(Number.isNaN(code) ? "" : String.fromCodePoint(code));
const atStart: Assertion = (before) => Number.isNaN(before);
const atEnd: Assertion = (_, after) => Number.isNaN(after);
const atLineStart: Assertion = (before) => Number.isNaN(before) || before === 10;
const atLineEnd: Assertion = (_, after) => Number.isNaN(after) || after === 10;
const assertions: ReadonlyMap<string, Assertion> = new Map<string, Assertion>([
  ["A", atStart],
  ["z", atEnd],
  ["b", (before, after) => isWord(before) !== isWord(after)],
  ["B", (before, after) => isWord(before) === isWord(after)],
]);

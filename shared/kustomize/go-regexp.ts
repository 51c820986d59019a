import { BadClass } from "./regexp-class.ts";
import { NotUnderstood, parseRegexp, type Assertion, type Syntax } from "./regexp-syntax.ts";

/** Whether a text has a match anywhere in it. Takes time in proportion to the text, whatever the pattern. */
export type Pattern = (text: string) => boolean;

type Instruction =
  | { readonly op: "char"; readonly test: (code: number) => boolean }
  | { readonly op: "assert"; readonly holds: Assertion }
  | { readonly op: "fork"; readonly to: readonly [number, number] }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "match" };

const longestProgram = 20_000;

/**
 * A regular expression of Go's, which users write in kustomization files. JavaScript's own engine would read them
 * otherwise and can be made to run for hours; this one follows every path at once. Undefined when it is malformed.
 */
export function compilePattern(source: string): Pattern | undefined {
  try {
    const syntax = parseRegexp(source);
    const program: Instruction[] = [];
    emit(syntax, program);
    program.push({ op: "match" });
    const start = fixedStart(syntax);
    return (text) => text.startsWith(start) && hasMatch(program, text);
  } catch (error) {
    if (error instanceof NotUnderstood || error instanceof BadClass) return undefined;
    throw error;
  }
}

/** The same pattern for texts that come again and again, such as kinds. */
export function remembered(pattern: Pattern): Pattern {
  const known = new Map<string, boolean>();
  return (text) => {
    let matches = known.get(text);
    if (matches === undefined) {
      matches = pattern(text);
      known.set(text, matches);
    }
    return matches;
  };
}

/** The text that every match begins the whole text with: most images are told apart by it. */
function fixedStart(syntax: Syntax): string {
  const [first, ...rest] = syntax.type === "sequence" ? syntax.parts : [];
  if (first?.type !== "assert" || !first.holds(Number.NaN, 0) || first.holds(10, 0)) return "";
  let start = "";
  for (const part of rest) {
    if (part.type !== "char" || part.literal === undefined) break;
    start += part.literal;
  }
  return start;
}

function emit(syntax: Syntax, program: Instruction[]): void {
  if (program.length > longestProgram) throw new NotUnderstood("the pattern is too long");
  switch (syntax.type) {
    case "char":
      program.push({ op: "char", test: syntax.test });
      return;
    case "assert":
      program.push({ op: "assert", holds: syntax.holds });
      return;
    case "sequence":
      for (const part of syntax.parts) emit(part, program);
      return;
    case "choice":
      emitChoice(syntax.parts, program);
      return;
    case "repeat":
      emitRepeat(syntax, program);
  }
}

function emitChoice(parts: readonly Syntax[], program: Instruction[]): void {
  const ends: number[] = [];
  for (const [index, part] of parts.entries()) {
    const fork = program.length;
    if (index < parts.length - 1) program.push({ op: "match" }); // its place; filled in below
    emit(part, program);
    if (index === parts.length - 1) break;
    ends.push(program.length);
    program.push({ op: "match" });
    program[fork] = { op: "fork", to: [fork + 1, program.length] };
  }
  for (const end of ends) program[end] = { op: "jump", to: program.length };
}

type Repeat = Extract<Syntax, { type: "repeat" }>;

function emitRepeat({ part, least, most }: Repeat, program: Instruction[]): void {
  for (let count = 0; count < least; count++) emit(part, program);
  if (most === Number.POSITIVE_INFINITY) {
    const fork = program.length;
    program.push({ op: "match" });
    emit(part, program);
    program.push({ op: "jump", to: fork });
    program[fork] = { op: "fork", to: [fork + 1, program.length] };
    return;
  }
  const forks: number[] = [];
  for (let count = least; count < most; count++) {
    forks.push(program.length);
    program.push({ op: "match" });
    emit(part, program);
  }
  for (const fork of forks) program[fork] = { op: "fork", to: [fork + 1, program.length] };
}

/** Thompson's simulation: the set of places in the program that the text so far can lead to. */
function hasMatch(program: readonly Instruction[], text: string): boolean {
  const codes = Array.from(text, (char) => char.codePointAt(0) ?? Number.NaN);
  let current = new Set<number>();
  for (let at = 0; at <= codes.length; at++) {
    const before = codes[at - 1] ?? Number.NaN;
    const after = codes[at] ?? Number.NaN;
    const places = closure(program, [0, ...current], (holds) => holds(before, after));
    current = new Set();
    for (const place of places) {
      const instruction = program[place];
      if (instruction?.op === "match") return true;
      if (instruction?.op === "char" && at < codes.length && instruction.test(after)) current.add(place + 1);
    }
  }
  return false;
}

function closure(
  program: readonly Instruction[],
  from: readonly number[],
  holds: (assertion: Assertion) => boolean,
): ReadonlySet<number> {
  const reached = new Set<number>();
  const stack = [...from];
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    if (reached.has(place)) continue;
    reached.add(place);
    const instruction = program[place];
    if (instruction?.op === "jump") stack.push(instruction.to);
    else if (instruction?.op === "fork") stack.push(...instruction.to);
    else if (instruction?.op === "assert" && holds(instruction.holds)) stack.push(place + 1);
  }
  return reached;
}

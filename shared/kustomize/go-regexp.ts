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

/** One that must match the whole of a text; "" matches every text. Undefined when it is malformed. */
export function anchoredPattern(source: string): Pattern | undefined {
  if (source === "") return () => true;
  if (/^[\w-]+$/.test(source)) return (text) => text === source;
  const pattern = compilePattern(`^(?:${source})$`);
  // Kinds and namespaces come again and again, and so do names in a build with many patches.
  return pattern === undefined ? undefined : remembered(pattern);
}

/** A pattern may be kept for many builds, each with new names and tags. */
const mostRemembered = 10_000;

/** The same pattern for texts that come again and again, such as kinds. */
export function remembered(pattern: Pattern): Pattern {
  const known = new Map<string, boolean>();
  return (text) => {
    let matches = known.get(text);
    if (matches === undefined) {
      matches = pattern(text);
      if (known.size >= mostRemembered) known.clear();
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

/** Thompson's simulation: all the places in the program that the text so far can lead to. */
function hasMatch(program: readonly Instruction[], text: string): boolean {
  const codes = Array.from(text, (char) => char.codePointAt(0) ?? Number.NaN);
  // Where in the text each place was last reached: none is followed twice from there.
  const reachedAt = new Int32Array(program.length).fill(-1);
  let current: number[] = [];
  for (let at = 0; at <= codes.length; at++) {
    const [before, after] = [codes[at - 1] ?? Number.NaN, codes[at] ?? Number.NaN];
    const stack = [0, ...current];
    current = [];
    for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
      const instruction = program[place];
      if (reachedAt[place] === at || instruction === undefined) continue;
      reachedAt[place] = at;
      if (instruction.op === "match") return true;
      if (instruction.op !== "char") stack.push(...onwards(instruction, place, { before, after }));
      else if (at < codes.length && instruction.test(after)) current.push(place + 1);
    }
  }
  return false;
}

type Crossing = Exclude<Instruction, { readonly op: "char" | "match" }>;
type Around = { readonly before: number; readonly after: number };

/** Where an instruction that takes no character leads to. */
function onwards(instruction: Crossing, place: number, { before, after }: Around): readonly number[] {
  if (instruction.op === "assert") return instruction.holds(before, after) ? [place + 1] : [];
  return instruction.op === "jump" ? [instruction.to] : instruction.to;
}

/**
 * Patterns as Go's path/filepath Match reads them, which Flux uses, and so not as git does: `[!a]` is an exclamation mark or an a,
 * `[[:alpha:]]` is no class of letters, and `?` is a whole character. Each star takes as little as it can and is never asked
 * again, so that a name costs its length times the pattern's at the most.
 */
export type Chunk = {
  /** Undefined with a `?` or a class in it. */
  readonly text: string | undefined;
  readonly units: readonly Unit[];
};

/** One byte, any character, or one of a class. */
type Unit = number | "any" | CharacterClass;

type CharacterClass = {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [from: number, to: number])[];
};

/** What stands before, between and behind the stars; undefined where a pattern is malformed, and then matches nothing. */
export function globChunks(pattern: string): readonly Chunk[] | undefined {
  const characters = Array.from(pattern);
  const chunks: { text: string | undefined; units: Unit[] }[] = [];
  let chunk: { text: string | undefined; units: Unit[] } = { text: "", units: [] };
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at];
    if (character === "*") {
      if (chunks.length === 0 || chunk.units.length > 0) chunks.push(chunk); // two stars in a row are one
      chunk = { text: "", units: [] };
    } else if (character === "?") {
      chunk = { text: undefined, units: [...chunk.units, "any"] };
    } else if (character === "[") {
      const found = classAt(characters, at + 1);
      if (!found) return undefined;
      chunk = { text: undefined, units: [...chunk.units, found.class] };
      at = found.end;
    } else {
      const meant = character === "\\" ? characters[(at += 1)] : character;
      if (meant === undefined) return undefined;
      chunk.units.push(...new TextEncoder().encode(meant));
      if (chunk.text !== undefined) chunk.text += meant;
    }
  }
  return [...chunks, chunk];
}

type FoundClass = { readonly class: CharacterClass; readonly end: number };

/** The class whose inside begins here. `]` and `-` are in it only behind a backslash. */
function classAt(pattern: readonly string[], begin: number): FoundClass | undefined {
  const negated = pattern[begin] === "^";
  const ranges: (readonly [number, number])[] = [];
  let at = negated ? begin + 1 : begin;
  const member = (): number | undefined => {
    if (pattern[at] === "-" || pattern[at] === "]") return undefined;
    if (pattern[at] === "\\") at += 1;
    return pattern[at++]?.codePointAt(0);
  };
  while (pattern[at] !== "]" || ranges.length === 0) {
    const from = member();
    if (from === undefined) return undefined;
    const isRange = pattern[at] === "-";
    if (isRange) at += 1;
    const to = isRange ? member() : from;
    if (to === undefined) return undefined;
    ranges.push([from, to]);
  }
  return { class: { negated, ranges }, end: at };
}

/** Whether a name, in UTF-8, is what the chunks say with a star between each two of them. */
export function matchesChunks(chunks: readonly Chunk[], name: Uint8Array): boolean {
  let at = 0;
  for (const [position, { units }] of chunks.entries()) {
    const isLast = position === chunks.length - 1;
    if (isLast && position > 0 && units.length === 0) return true;
    const end = chunkEnd(units, { name, begin: at, mayMove: position > 0, isLast });
    if (end === undefined) return false;
    at = end;
  }
  return true;
}

type Search = {
  readonly name: Uint8Array;
  readonly begin: number;
  readonly mayMove: boolean;
  readonly isLast: boolean;
};

/** The first end that a chunk can have; the last chunk has to end where the name does. */
function chunkEnd(units: readonly Unit[], { name, begin, mayMove, isLast }: Search): number | undefined {
  const lastBegin = mayMove ? name.length - units.length : begin; // a unit is a byte at least
  for (let at = begin; at <= lastBegin; at += 1) {
    const end = endOf(units, name, at);
    if (end !== undefined && (!isLast || end === name.length)) return end;
  }
  return undefined;
}

/** Where the units end that begin here; undefined where they do not. */
function endOf(units: readonly Unit[], name: Uint8Array, begin: number): number | undefined {
  let at = begin;
  for (const unit of units) {
    const byte = name[at];
    if (byte === undefined || (typeof unit === "number" && unit !== byte)) return undefined;
    if (typeof unit === "object" && !isIn(unit, characterAt(name, at))) return undefined;
    at += typeof unit === "number" ? 1 : widthOf(byte);
  }
  return at;
}

function isIn({ negated, ranges }: CharacterClass, character: number): boolean {
  return ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}

/** A star may end within a character, and what is left of that counts byte by byte: Go's way too. */
function widthOf(first: number): number {
  return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

function characterAt(name: Uint8Array, at: number): number {
  const first = name[at] ?? 0;
  if (first < 0x80) return first;
  const width = widthOf(first);
  if (width === 1) return 0xfffd; // the rest of a character
  let character = first & (0x7f >> width);
  for (let next = at + 1; next < at + width; next += 1)
    character = (character << 6) | ((name[next] ?? 0) & 0x3f);
  return character;
}

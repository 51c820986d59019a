import { globChunks, matchesChunks } from "./glob-chunks.ts";

/** A pattern for one name, with `*`, `?`, `[a-z]`, `[^a-z]` and `\`. */
export type NameGlob = {
  readonly pattern: string;
  readonly matches: (name: EntryName) => boolean;
  /** What a name may cost, in half microseconds or so; 0 where it is looked at from its ends alone. */
  readonly effort: number;
};

/** The name of a file or folder, to be held against many patterns. */
export class EntryName {
  readonly text: string;
  #bytes: Uint8Array | undefined;
  #told: Map<string, boolean> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= new TextEncoder().encode(this.text);
    return this.#bytes;
  }

  /** What `tell` says, which is asked once for each pattern, however many files have that pattern. */
  once(pattern: string, tell: () => boolean): boolean {
    this.#told ??= new Map();
    const told = this.#told.get(pattern) ?? tell();
    this.#told.set(pattern, told);
    return told;
  }
}

/** Undefined where no name can match it. */
export function nameGlob(pattern: string): NameGlob | undefined {
  if (pattern === "") return undefined;
  const chunks = globChunks(pattern);
  if (!chunks) return undefined;
  const texts = chunks.flatMap(({ text }) => text ?? []);
  const isText = texts.length === chunks.length;
  const tell = (name: EntryName): boolean =>
    isText ? matchesTexts(texts, name.text) : matchesChunks(chunks, name.bytes);
  const effort = isText ? (chunks.length > 2 ? 5 : 0) : chunks.length > 1 ? pattern.length : 0;
  if (effort === 0) return { pattern, matches: tell, effort };
  return { pattern, matches: (name) => name.once(pattern, () => tell(name)), effort };
}

/** The one name that is spelled like this. */
export function exactName(text: string): NameGlob {
  return { pattern: text, matches: (name) => name.text === text, effort: 0 };
}

/** With nothing but stars between the texts, each found as early as can be. */
function matchesTexts(texts: readonly string[], name: string): boolean {
  const [first = "", ...others] = texts;
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const text of others) {
    const found = name.indexOf(text, at);
    if (found === -1) return false;
    at = found + text.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

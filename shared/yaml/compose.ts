import { YAMLException } from "js-yaml";

import type { Json } from "#shared/model/json.ts";

import { lineBreaks } from "./documents.ts";
import { eventsToJson, type EventsOptions, type Places } from "./events-to-json.ts";
import { eventsOf } from "./parse-events.ts";
import type { Problem } from "./problem.ts";
import { Refusal } from "./refusal.ts";

/** Deeper than any CRD's schema; a bomb of brackets is refused before it costs a stack. */
const deepest = 200;

/** The line that a mapping's key or a list's member stands on. */
export type LineOf = (container: object, member: string | number) => number | undefined;

export type Composed = {
  /** Undefined when the document is empty. */
  readonly value: Json | undefined;
  readonly line: number;
  /** What unquoted labels and annotations that are no text looked like: mapping → key → as written. */
  readonly asWritten: ReadonlyMap<object, ReadonlyMap<string, string>>;
  /** Whether it holds a number that keeps its text; left out when it does not. */
  readonly hasWrittenNumbers?: boolean;
  /** Knows the members of lists called `items`, and everything else when asked for `withLines`. */
  readonly lineOf: LineOf;
};

export type ComposeOptions = Omit<EventsOptions, "deepest">;

/** Reads one document into JSON, with its aliases and merge keys resolved. */
export function compose(text: string, options: ComposeOptions): Composed | Problem {
  try {
    const events = eventsOf(text, deepest);
    const {
      root: value,
      rootOffset,
      asWritten,
      places,
      hasWrittenNumbers,
    } = eventsToJson(events, text, { ...options, deepest });
    const line = lineAt(text, options, rootOffset);
    return { value, line, asWritten, hasWrittenNumbers, lineOf: lookUp(text, options, places) };
  } catch (error) {
    return problemOf(error, text, options);
  }
}

function problemOf(error: unknown, text: string, options: ComposeOptions): Problem {
  const code = "build/yaml-invalid";
  if (error instanceof Refusal) {
    const { message, offset, remedy } = error;
    return { code, line: lineAt(text, options, offset), message, remedy };
  }
  if (!(error instanceof YAMLException)) throw error;
  const line = options.line + (error.mark?.line ?? 0);
  const searchable = goWords.get(error.reason);
  const message = `is not YAML here: ${error.reason}${searchable === undefined ? "" : ` (${searchable})`}`;
  return { code, line, message, remedy: "Mend the syntax at this line" };
}

/** What Go's parser says, which is what people find answers to. Upstream: go.yaml.in/yaml/v3 scannerc.go, parserc.go */
const goWords: ReadonlyMap<string, string> = new Map([
  ["bad indentation of a mapping entry", "did not find expected key"],
  ["tab characters must not be used in indentation", "found character that cannot start any token"],
  ["unknown escape sequence", "found unknown escape character"],
  ["expected valid JSON character", "control characters are not allowed"],
]);

function lineAt(text: string, { line }: ComposeOptions, offset: number): number {
  return line + lineBreaks(text, offset);
}

/** Lines are counted when the first is asked for; most documents are never asked. */
function lookUp(text: string, { line }: ComposeOptions, places: Places): LineOf {
  if (places.size === 0) return () => undefined;
  let ends: readonly number[] | undefined;
  return (container, member) => {
    const offset = places.get(container)?.get(member);
    if (offset === undefined) return undefined;
    ends ??= lineEnds(text);
    return line + countBelow(ends, offset);
  };
}

function lineEnds(text: string): readonly number[] {
  const ends: number[] = [];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) ends.push(at);
  return ends;
}

/** How many of the ascending numbers are smaller. */
function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

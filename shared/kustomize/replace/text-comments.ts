import { EVENT_ID, type Event } from "js-yaml";

/** The comments of a text, each handed out once to what it belongs to. */
export type Comments = {
  /** What a blank line keeps apart from all that follows; "" when there is none. */
  readonly head: string;
  /** The lines directly above the line of an offset. */
  readonly above: (offset: number) => string;
  /** What stands at the end of the line of an offset. */
  readonly behind: (offset: number) => string;
  /** Whether there are some that nobody has taken, or that lie where they belong to nothing below. */
  readonly isLeftOver: () => boolean;
};

/** Finds the comments of YAML that has been parsed to these events. */
export function commentsIn(text: string, events: readonly Event[]): Comments {
  const lines = linesOf(text, events);
  const aboveByLine = new Map<number, string>();
  const behindByLine = new Map<number, string>();
  let head = "";
  let strays = 0;
  for (let at = 0; at < lines.length; at++) {
    const { own, behind } = lines[at] ?? noLine;
    if (behind !== "") behindByLine.set(at, behind);
    if (own === undefined) continue;
    const first = at;
    const group = [own];
    while (lines[at + 1]?.own !== undefined) group.push(lines[++at]?.own ?? "");
    const next = lines[at + 1] ?? noLine;
    const isAligned = lines.slice(first, at + 2).every(({ indent }) => indent === next.indent);
    if (next.isContent && isAligned) aboveByLine.set(at + 1, group.join("\n"));
    else if (first === 0 && next.isBlank && at + 1 < lines.length) head = group.join("\n");
    else strays++;
  }
  const starts = lines.map(({ start }) => start);
  const take = (byLine: Map<number, string>, offset: number): string => {
    const line = starts.findLastIndex((start) => start <= offset);
    const comment = byLine.get(line) ?? "";
    byLine.delete(line);
    return comment;
  };
  return {
    head,
    above: (offset) => (aboveByLine.size === 0 ? "" : take(aboveByLine, offset)),
    behind: (offset) => (behindByLine.size === 0 ? "" : take(behindByLine, offset)),
    isLeftOver: () => strays + aboveByLine.size + behindByLine.size > 0,
  };
}

type Line = {
  readonly start: number;
  readonly indent: number;
  /** Of a line that is nothing but a comment. */
  readonly own: string | undefined;
  readonly behind: string;
  readonly isContent: boolean;
  readonly isBlank: boolean;
};

const noLine: Line = { start: 0, indent: 0, own: undefined, behind: "", isContent: false, isBlank: false };

function linesOf(text: string, events: readonly Event[]): readonly Line[] {
  const ends = endsByStart(events);
  let start = 0;
  /** Where the scalar ends that the text is in. */
  let inside = 0;
  return text.split("\n").map((line): Line => {
    const indent = line.length - line.trimStart().length;
    const isInside = start < inside;
    let comment = -1;
    for (let at = start; at < start + line.length; at++) {
      inside = Math.max(inside, ends.get(at) ?? 0);
      if (at < inside || text[at] !== "#") continue;
      if (at > start && !/[ \t]/.test(text[at - 1] ?? "")) continue;
      comment = at - start;
      break;
    }
    const isOwn = !isInside && comment !== -1 && comment === indent;
    const found = {
      start,
      indent,
      own: isOwn ? line.slice(comment) : undefined,
      behind: comment !== -1 && !isOwn ? line.slice(comment) : "",
      isContent: !isInside && !isOwn && line.trim() !== "",
      isBlank: !isInside && line.trim() === "",
    };
    start += line.length + 1;
    return found;
  });
}

function endsByStart(events: readonly Event[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  for (const event of events)
    if (event.type === EVENT_ID.SCALAR && event.valueStart !== -1) ends.set(event.valueStart, event.valueEnd);
  return ends;
}

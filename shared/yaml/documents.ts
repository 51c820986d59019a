import type { Problem } from "./problem.ts";

/** The text of one document of a stream, and the line it begins on, counted from 1. */
export type DocumentText = { readonly text: string; readonly line: number };

/**
 * Cuts a stream at its `---` lines, so that each document is parsed alone and a large stream never stands in
 * memory as one tree. A stream that begins with `---` keeps it: the parser takes it for the document's start.
 * Upstream: kyaml/kio/byteio_reader.go `splitDocuments`.
 */
export function splitDocuments(stream: string): readonly DocumentText[] | Problem {
  const documents: DocumentText[] = [];
  let start = 0;
  let line = 1;
  for (let from = 0; ;) {
    const bar = stream.indexOf("\n---", from);
    const end = bar === -1 ? -1 : stream.indexOf("\n", bar + 4);
    if (end === -1) break;
    const text = stream.slice(start, bar + 1);
    const lines = lineBreaks(text);
    const rest = stream.slice(bar + 4, end).trim();
    if (rest !== "" && !rest.startsWith("#"))
      return {
        code: "build/yaml-invalid",
        line: line + lines,
        message: `has an invalid document separator: ---${stream.slice(bar + 4, end)}`,
        remedy: 'Put "---" on a line of its own',
      };
    documents.push({ text, line });
    line += lines + 1;
    start = end + 1;
    from = start;
  }
  documents.push({ text: start === 0 ? stream : stream.slice(start), line });
  return documents;
}

export function lineBreaks(text: string, end: number = text.length): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

import type { Instant } from "#shared/model/instant.ts";

/** Commits and tags: lines of `key value`, an empty line, a message. */
export type Headers = {
  /** In the object's order; a key may come more than once. */
  readonly fields: readonly (readonly [key: string, value: string])[];
  readonly message: string;
};

export type Person = {
  readonly name: string;
  readonly email: string;
  readonly time: Instant;
  readonly zone: string;
};

/** What lies behind is somebody's joke: nobody reads it, and as lines it would take more memory than there is. */
const mostBytes = 1 << 20;

/** Continuation lines (of `gpgsig`, `mergetag`) are joined to their field; text is decoded as `encoding` says. */
export function readHeaders(whole: Uint8Array): Headers {
  const content = whole.subarray(0, mostBytes);
  const end = endOfHeaders(content);
  const encoding = /^encoding (.+)$/m.exec(utf8.decode(content.subarray(0, end)))?.[1];
  const decoder = decoderFor(encoding);
  const fields: [string, string][] = [];
  for (const line of decoder.decode(content.subarray(0, end)).split("\n")) {
    const last = fields.at(-1);
    if (line.startsWith(" ") && last) {
      last[1] += `\n${line.slice(1)}`;
      continue;
    }
    const space = line.indexOf(" ");
    if (space > 0) fields.push([line.slice(0, space), line.slice(space + 1)]);
  }
  return { fields, message: decoder.decode(content.subarray(Math.min(end + 2, content.length))) };
}

export function valueOf({ fields }: Headers, key: string): string | undefined {
  return fields.find(([name]) => name === key)?.[1];
}

/** `Some Author <author@example.org> 1700000000 +0100`. History holds stranger ones, so what is missing is empty. */
export function personOf(value: string | undefined): Person {
  const [, name = "", email = "", seconds = "0", zone = "+0000"] =
    /^([^<]*?) ?<([^>]*)>(?: +(-?\d{1,12}) +([+-]\d{4}))?/.exec(value ?? "") ?? [];
  return { name, email, time: Number(seconds) * 1_000, zone };
}

function endOfHeaders(content: Uint8Array): number {
  for (let at = content.indexOf(newline); at !== -1; at = content.indexOf(newline, at + 1))
    if (content[at + 1] === newline) return at;
  return content.length;
}

function decoderFor(encoding: string | undefined): TextDecoder {
  if (encoding === undefined) return utf8;
  try {
    return new TextDecoder(encoding);
  } catch {
    return utf8; // a name that no standard knows: the ASCII in it is still readable
  }
}

const newline = 0x0a;
const utf8 = new TextDecoder();

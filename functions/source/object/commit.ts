import { done, failed, type Result } from "#shared/model/failure.ts";
import { objectInvalid } from "./object-invalid.ts";
import { personOf, readHeaders, valueOf, type Person } from "./object-headers.ts";
import { parseOid, type Oid } from "./object-id.ts";

export type Commit = {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: Person;
  readonly committer: Person;
  /** The first paragraph of the message, on one line. */
  readonly subject: string;
  readonly message: string;
};

export function parseCommit(oid: Oid, content: Uint8Array): Result<Commit> {
  const headers = readHeaders(content);
  const tree = parseOid(valueOf(headers, "tree") ?? "");
  if (tree === undefined) return failed(objectInvalid(`commit ${oid}`, "names no tree"));
  const parents: Oid[] = [];
  for (const [key, value] of headers.fields) {
    if (key !== "parent") continue;
    const parent = parseOid(value);
    if (parent === undefined)
      return failed(objectInvalid(`commit ${oid}`, "names a parent that is no object id"));
    parents.push(parent);
  }
  return done({
    tree,
    parents,
    author: personOf(valueOf(headers, "author")),
    committer: personOf(valueOf(headers, "committer")),
    subject: subjectOf(headers.message),
    message: headers.message,
  });
}

function subjectOf(message: string): string {
  const lines = message.split("\n").map((line) => line.trim());
  const start = lines.findIndex((line) => line !== "");
  if (start === -1) return "";
  const end = lines.indexOf("", start);
  return lines.slice(start, end === -1 ? lines.length : end).join(" ");
}

import { done, failed, type Result } from "#shared/model/failure.ts";
import { objectInvalid } from "./object-invalid.ts";
import { personOf, readHeaders, valueOf, type Person } from "./object-headers.ts";
import { parseOid, type ObjectType, type Oid } from "./object-id.ts";

/** An annotated tag. `object` may be a tag again: peel until it is not. */
export type Tag = {
  readonly object: Oid;
  readonly type: ObjectType;
  readonly name: string;
  readonly tagger: Person;
  readonly message: string;
};

const types: readonly ObjectType[] = ["commit", "tree", "blob", "tag"];

export function parseTag(oid: Oid, content: Uint8Array): Result<Tag> {
  const headers = readHeaders(content);
  const object = parseOid(valueOf(headers, "object") ?? "");
  if (object === undefined) return failed(objectInvalid(`tag ${oid}`, "names no object"));
  const type = types.find((known) => known === valueOf(headers, "type"));
  if (type === undefined) return failed(objectInvalid(`tag ${oid}`, "does not say what it tags"));
  return done({
    object,
    type,
    name: valueOf(headers, "tag") ?? "",
    tagger: personOf(valueOf(headers, "tagger")),
    message: headers.message,
  });
}

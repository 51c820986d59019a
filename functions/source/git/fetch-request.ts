import { done, failed, type Result } from "#shared/model/failure.ts";
import type { Capabilities } from "./advertisement.ts";
import type { Command } from "./command-request.ts";
import type { Oid } from "#functions/source/object/object-id.ts";

export type FetchRequest = {
  /** Commits, or any object by its name: blobs that a filter left out are asked for so. */
  readonly wants: readonly Oid[];
  /**
   * What we hold whole. Beside a commit name its **root tree** too: with `depth: 1` and without thin packs git looks only
   * at the new commit, whose parents are cut off, and would send every tree of it again.
   */
  readonly haves: readonly Oid[];
  /** Those of our commits whose parents we lack. */
  readonly shallow: readonly Oid[];
  /** Only the wanted commits, without their history. */
  readonly depth?: 1;
  /** Left out where the server does not offer it: then blobs come too, and large ones are passed over here. */
  readonly filter?: "blob:none" | `blob:limit=${number}`;
};

/** Files up to this size are taken where all of them come, whatever was asked for. */
const smallFile = 65_536;

/** Up to which size files are taken from an answer that the server does not filter. */
export function fileLimitOf({ fetch }: Capabilities, { filter }: FetchRequest): number | undefined {
  if (filter === undefined || fetch.includes("filter")) return undefined;
  return filter === "blob:none" ? smallFile : Number(filter.slice("blob:limit=".length));
}

/**
 * One request, no negotiation: `done` says that our haves are all there is to know. No `thin-pack`, for a delta may then
 * build only on objects of the same pack, whichever blobs we hold. https://git-scm.com/docs/gitprotocol-v2#_fetch
 */
export function fetchCommand(capabilities: Capabilities, request: FetchRequest): Result<Command> {
  const { wants, haves, shallow, depth, filter } = request;
  if (wants.length === 0) throw new RangeError("a fetch must want something");
  if ((shallow.length > 0 || depth !== undefined) && !capabilities.fetch.includes("shallow"))
    return failed({
      code: "source/shallow-unsupported",
      subject: capabilities.url,
      message: "the server cannot send a commit without its history",
      remedy: "Use a host whose git offers shallow fetches in protocol version 2",
    });

  const lines = ["no-progress", "ofs-delta"];
  if (filter !== undefined && capabilities.fetch.includes("filter")) lines.push(`filter ${filter}`);
  for (const oid of shallow) lines.push(`shallow ${oid}`);
  if (depth !== undefined) lines.push(`deepen ${depth}`);
  for (const oid of wants) lines.push(`want ${oid}`);
  for (const oid of haves) lines.push(`have ${oid}`);
  lines.push("done");
  return done({ name: "fetch", lines });
}

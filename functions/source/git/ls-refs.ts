import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import type { Command } from "./command-request.ts";
import { parseOid, type Oid } from "#functions/source/object/object-id.ts";
import { answerInvalid, serverRefused } from "./packet-stream.ts";
import { lineOf, type Packet } from "./pkt-line.ts";
import { quotable } from "./side-band.ts";

export type Ref = {
  readonly name: string;
  readonly oid: Oid;
  /** What an annotated tag comes down to. */
  readonly peeled?: Oid;
  /** The branch that HEAD stands for. */
  readonly symrefTarget?: string;
};

/** Names begin with one of `prefixes`; all names when there are none. https://git-scm.com/docs/gitprotocol-v2#_ls_refs */
export function lsRefs(prefixes: readonly string[]): Command {
  return { name: "ls-refs", lines: ["peel", "symrefs", ...prefixes.map((prefix) => `ref-prefix ${prefix}`)] };
}

/** Whether any ref's name could begin so: what could not is better not sent. */
export function mayBeginARef(prefix: string): boolean {
  // oxlint-disable-next-line no-control-regex -- git forbids them in names
  return prefix.length <= 4_096 && !/[\u0000-\u0020\u007f~^:?*[\\]/.test(prefix);
}

export function refList(
  subject: string,
  prefixes: readonly string[],
): {
  readonly take: (packet: Packet) => Failure | undefined;
  readonly result: () => Result<readonly Ref[]>;
} {
  const refs: Ref[] = [];
  let ended = false;
  return {
    take: (packet) => {
      if (packet.type === "flush") ended = true;
      if (packet.type !== "data" || ended) return undefined;
      const line = lineOf(packet.payload);
      if (line.startsWith("ERR ")) return serverRefused(subject, line.slice(4));
      const ref = refOf(line);
      if (!ref) return answerInvalid(subject, `"${quotable(line)}" is no ref`);
      // A server may send more than it was asked for.
      if (prefixes.length === 0 || prefixes.some((prefix) => ref.name.startsWith(prefix))) refs.push(ref);
      return undefined;
    },
    result: () => (ended ? done(refs) : failed(answerInvalid(subject, "the list of refs ends too soon"))),
  };
}

/** `<oid> <name> [symref-target:<name>] [peeled:<oid>]` */
function refOf(line: string): Ref | undefined {
  const [id = "", name = "", ...attributes] = line.split(" ");
  const oid = parseOid(id);
  if (oid === undefined || name === "") return undefined;
  const peeled = parseOid(attributeOf(attributes, "peeled:") ?? "");
  const symrefTarget = attributeOf(attributes, "symref-target:");
  return {
    name,
    oid,
    ...(peeled !== undefined && { peeled }),
    ...(symrefTarget !== undefined && { symrefTarget }),
  };
}

function attributeOf(attributes: readonly string[], key: string): string | undefined {
  return attributes.find((attribute) => attribute.startsWith(key))?.slice(key.length);
}

import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { parseOid, type Oid } from "#functions/source/object/object-id.ts";
import type { PackRead, PackReader } from "#functions/source/pack/pack.ts";
import { answerInvalid, serverRefused } from "./packet-stream.ts";
import { lineOf, type Packet } from "./pkt-line.ts";
import { quotable, sideBandOf } from "./side-band.ts";
import { hostFailed } from "./smart-http.ts";

/** What a fetch brought: its objects are where its sink put them. */
export type Fetched = PackRead & {
  /** Commits that came without their parents: name them as `shallow` from now on. */
  readonly shallow: readonly Oid[];
  /** Commits that are shallow no longer. */
  readonly unshallow: readonly Oid[];
};

/** Reads the sections of a fetch's answer, and hands the pack on. https://git-scm.com/docs/gitprotocol-v2#_fetch */
export function fetchResponse(
  subject: string,
  pack: PackReader,
): {
  readonly take: (packet: Packet) => Failure | undefined | Promise<Failure | undefined>;
  readonly result: () => Promise<Result<Fetched>>;
} {
  const state: State = {
    subject,
    section: "",
    shallow: [],
    unshallow: [],
    pack,
    ended: false,
  };
  return {
    take: (packet) => takePacket(state, packet),
    result: async () => {
      const { shallow, unshallow, section, ended } = state;
      if (!ended) return failed(hostFailed(subject, "the answer ends too soon"));
      if (section !== "packfile") return failed(answerInvalid(subject, "it brings no pack"));
      const read = await pack.end();
      return read.ok ? done({ ...read.value, shallow, unshallow }) : read;
    },
  };
}

/** It is one for each commit that was asked for or named to the server; an answer may be a gigabyte of them. */
const mostShallow = 10_000;

type State = {
  readonly subject: string;
  /** "" until one is announced. */
  section: string;
  readonly shallow: Oid[];
  readonly unshallow: Oid[];
  readonly pack: PackReader;
  ended: boolean;
};

function takePacket(state: State, packet: Packet): Failure | undefined | Promise<Failure | undefined> {
  if (state.ended) return undefined;
  if (packet.type === "delimiter") state.section = "";
  if (packet.type === "flush") state.ended = true;
  if (packet.type !== "data") return undefined;
  if (state.section === "packfile") return takePack(state, packet.payload);

  const line = lineOf(packet.payload);
  if (line.startsWith("ERR ")) return serverRefused(state.subject, line.slice(4));
  // Of `acknowledgments`, `wanted-refs` and what is yet to be invented nothing is kept.
  if (state.section === "") state.section = line;
  else if (state.section === "shallow-info") return takeShallow(state, line);
  return undefined;
}

function takePack(
  { subject, pack }: State,
  payload: Uint8Array,
): Failure | undefined | Promise<Failure | undefined> {
  const side = sideBandOf(payload);
  if (side.band === "error") return serverRefused(subject, side.words);
  if (side.band === "unknown") return answerInvalid(subject, `it uses side band ${side.number}`);
  return side.band === "progress" ? undefined : pack.add(side.bytes);
}

function takeShallow(state: State, line: string): Failure | undefined {
  const [word = "", id = ""] = line.split(" ");
  const oid = parseOid(id);
  if (oid !== undefined && word === "shallow") state.shallow.push(oid);
  else if (oid !== undefined && word === "unshallow") state.unshallow.push(oid);
  else return answerInvalid(state.subject, `"${quotable(line)}" says nothing of shallow commits`);
  return state.shallow.length + state.unshallow.length > mostShallow
    ? answerInvalid(state.subject, `it names more than ${mostShallow} shallow commits`)
    : undefined;
}

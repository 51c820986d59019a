import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { parseOid, type Oid } from "./object-id.ts";
import { packTooLarge } from "./pack-failure.ts";
import { answerInvalid, serverRefused } from "./packet-stream.ts";
import { lineOf, type Packet } from "./pkt-line.ts";
import { quotable, sideBandOf } from "./side-band.ts";
import { hostFailed } from "./smart-http.ts";

export type FetchedPack = {
  /** For `readPack`. */
  readonly pack: Uint8Array<ArrayBuffer>;
  /** Commits that came without their parents: name them as `shallow` from now on. */
  readonly shallow: readonly Oid[];
  /** Commits that are shallow no longer. */
  readonly unshallow: readonly Oid[];
};

/** Reads the sections of a fetch's answer. https://git-scm.com/docs/gitprotocol-v2#_fetch */
export function fetchResponse(
  subject: string,
  mostPackBytes: number,
): {
  readonly take: (packet: Packet) => Failure | undefined;
  readonly result: () => Result<FetchedPack>;
} {
  const state: State = {
    subject,
    section: "",
    shallow: [],
    unshallow: [],
    pack: bytesUpTo(mostPackBytes),
    ended: false,
  };
  return {
    take: (packet) => takePacket(state, packet),
    result: () => {
      const { shallow, unshallow, pack, section, ended } = state;
      if (!ended) return failed(hostFailed(subject, "the answer ends too soon"));
      if (section !== "packfile") return failed(answerInvalid(subject, "it brings no pack"));
      return done({ pack: pack.all(), shallow, unshallow });
    },
  };
}

type State = {
  readonly subject: string;
  /** "" until one is announced. */
  section: string;
  readonly shallow: Oid[];
  readonly unshallow: Oid[];
  readonly pack: Bytes;
  ended: boolean;
};

function takePacket(state: State, packet: Packet): Failure | undefined {
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

function takePack(state: State, payload: Uint8Array): Failure | undefined {
  const side = sideBandOf(payload);
  if (side.band === "error") return serverRefused(state.subject, side.words);
  if (side.band === "unknown") return answerInvalid(state.subject, `it uses side band ${side.number}`);
  if (side.band === "progress" || state.pack.add(side.bytes)) return undefined;
  return packTooLarge(state.subject, `has more than ${state.pack.most} bytes`);
}

function takeShallow(state: State, line: string): Failure | undefined {
  const [word = "", id = ""] = line.split(" ");
  const oid = parseOid(id);
  if (oid !== undefined && word === "shallow") state.shallow.push(oid);
  else if (oid !== undefined && word === "unshallow") state.unshallow.push(oid);
  else return answerInvalid(state.subject, `"${quotable(line)}" says nothing of shallow commits`);
  return undefined;
}

type Bytes = {
  readonly most: number;
  /** False when there is no room left. */
  readonly add: (bytes: Uint8Array) => boolean;
  readonly all: () => Uint8Array<ArrayBuffer>;
};

/** Grows by `transfer`, which moves the memory where it can, for two copies of a large pack would not fit the edge. */
function bytesUpTo(most: number): Bytes {
  let buffer = new ArrayBuffer(Math.min(most, 1 << 16));
  let length = 0;
  return {
    most,
    add: (bytes) => {
      const end = length + bytes.length;
      if (end > most) return false;
      if (end > buffer.byteLength)
        buffer = buffer.transfer(Math.min(most, Math.max(end, buffer.byteLength * 2)));
      new Uint8Array(buffer).set(bytes, length);
      length = end;
      return true;
    },
    all: () => new Uint8Array(buffer.transfer(length)),
  };
}

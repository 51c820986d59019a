import type { Failure } from "#shared/model/failure.ts";
import { splitPackets, type Packet } from "./pkt-line.ts";
import { quotable } from "./side-band.ts";
import { hostFailed, wordsOf } from "./smart-http.ts";

export type PacketStream = {
  readonly body: ReadableStream<Uint8Array>;
  /** Whose answer it is, for messages. */
  readonly subject: string;
  /** More than this is not read. */
  readonly mostBytes: number;
  /** Is given each packet; a failure ends the reading. */
  readonly take: (packet: Packet) => Failure | undefined | Promise<Failure | undefined>;
};

/** Reads an answer to its end, packet by packet as they arrive. */
export async function readPackets({
  body,
  subject,
  mostBytes,
  take,
}: PacketStream): Promise<Failure | undefined> {
  const reader = body.getReader();
  try {
    let rest: Uint8Array = new Uint8Array();
    let bytes = 0;
    for (;;) {
      const chunk = await nextChunk(reader);
      if (typeof chunk === "string") return hostFailed(subject, `the connection broke: ${chunk}`);
      if (!chunk) break;
      bytes += chunk.length;
      if (bytes > mostBytes) return answerTooLong(subject, mostBytes);
      const split = splitPackets(joined(rest, chunk));
      for (const packet of split.packets) {
        const taken = take(packet);
        const failure = taken instanceof Promise ? await taken : taken;
        if (failure) return failure;
      }
      if (split.flaw !== undefined) return answerInvalid(subject, split.flaw);
      rest = split.rest;
    }
    if (bytes === 0) return answerEmpty(subject);
    return rest.length === 0 ? undefined : hostFailed(subject, "the answer ends in the middle of a packet");
  } finally {
    // Cancelling what has ended does nothing; cancelling what has not lets the connection go.
    await reader.cancel().catch(() => undefined);
  }
}

export function answerInvalid(subject: string, message: string): Failure {
  return {
    code: "source/answer-invalid",
    subject,
    message: `the host's answer breaks git's protocol: ${message}`,
    remedy: "Check that `git ls-remote` reads the repository; a proxy in between may have changed the answer",
  };
}

/** The server's own words: an `ERR` packet, or side band 3. */
export function serverRefused(subject: string, words: string): Failure {
  return {
    code: "source/server-refused",
    subject,
    message: `the server says "${quotable(words)}"`,
    remedy:
      "If a force push just replaced the commit, the next fetch finds the new one; else look into the host's log",
  };
}

/** How git's server dies of an argument that it does not know: its words stay in its log. */
function answerEmpty(subject: string): Failure {
  return {
    code: "source/answer-empty",
    subject,
    message: "the host answers with nothing, as it does when it no longer offers what it once said it can",
    remedy: "What it can do will be asked again; if this stays, look into the host's log",
  };
}

function answerTooLong(subject: string, most: number): Failure {
  return {
    code: "source/answer-too-long",
    subject,
    message: `the host's answer has more than ${most} bytes`,
    remedy: "Name a branch or a tag in spec.ref, so that fewer refs are listed",
  };
}

async function nextChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Uint8Array | string | undefined> {
  try {
    return (await reader.read()).value;
  } catch (error) {
    return wordsOf(error);
  }
}

function joined(rest: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (rest.length === 0) return chunk;
  const both = new Uint8Array(rest.length + chunk.length);
  both.set(rest);
  both.set(chunk, rest.length);
  return both;
}

import type { Failure } from "#shared/model/failure.ts";
import { longestPacket, splitPackets, type Packet } from "./pkt-line.ts";
import { quotable } from "./side-band.ts";
import { hostFailed, wordsOf } from "./smart-http.ts";

export type PacketStream = {
  readonly body: ReadableStream<Uint8Array>;
  /** Whose answer it is, for messages. */
  readonly subject: string;
  /** More than this is not read. */
  readonly mostBytes: number;
  /** Is given each packet, whose bytes are good until it has answered; a failure ends the reading. */
  readonly take: (packet: Packet) => Failure | undefined | Promise<Failure | undefined>;
};

/** Reads an answer to its end, packet by packet as they arrive. */
export async function readPackets({
  body,
  subject,
  mostBytes,
  take,
}: PacketStream): Promise<Failure | undefined> {
  const reader = body.getReader({ mode: "byob" });
  try {
    // One buffer for all of it: a new one for each chunk would be garbage faster than it is collected.
    let buffer = new ArrayBuffer(2 * longestPacket);
    let rest = 0;
    let bytes = 0;
    for (;;) {
      const chunk = await nextChunk(reader, new Uint8Array(buffer, rest));
      if (typeof chunk === "string") return hostFailed(subject, `the connection broke: ${chunk}`);
      if (!chunk) break;
      buffer = chunk.buffer;
      bytes += chunk.length;
      if (bytes > mostBytes) return answerTooLong(subject, mostBytes);
      const split = splitPackets(new Uint8Array(buffer, 0, rest + chunk.length));
      for (const packet of split.packets) {
        const taken = take(packet);
        const failure = taken instanceof Promise ? await taken : taken;
        if (failure) return failure;
      }
      if (split.flaw !== undefined) return answerInvalid(subject, split.flaw);
      new Uint8Array(buffer).set(split.rest);
      rest = split.rest.length;
    }
    if (bytes === 0) return answerEmpty(subject);
    return rest === 0 ? undefined : hostFailed(subject, "the answer ends in the middle of a packet");
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

/** What has arrived next, in the buffer of `into`, which is lost; undefined at the end. */
async function nextChunk(
  reader: ReadableStreamBYOBReader,
  into: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | string | undefined> {
  try {
    const { done, value } = await reader.read(into);
    return done ? undefined : value;
  } catch (error) {
    return wordsOf(error);
  }
}

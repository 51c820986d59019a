import { challengeText, ToEdgeSchema, type Hello, type ToEdge } from "#shared/wire/to-edge.ts";
import type { Challenge, Envelope, Instruction, Payload } from "#shared/wire/to-relay.ts";
import { signedBy, type EdgeKey } from "./edge-key.ts";

/** What a relay's socket carries through hibernation: who dialled, and how far the talk has come. */
export type Talk = {
  readonly relay: string; // the public key of its certificate
  readonly nonce: string; // what it has to sign
  readonly session?: string; // its own, once it has proved itself
  readonly sequence: number;
};

/** The first word to a socket just accepted. */
export function challenge(socket: WebSocket, relay: string): void {
  const talk: Talk = { relay, nonce: crypto.randomUUID(), sequence: 0 };
  socket.serializeAttachment(talk);
  socket.send(JSON.stringify({ type: "challenge", nonce: talk.nonce } satisfies Challenge));
}

export function talkOf(socket: WebSocket): Talk {
  const talk: Talk = socket.deserializeAttachment(); // written by `challenge` or `begin`
  return talk;
}

/** Whether the hello was signed with the key of the certificate; from then on the session is its own. */
export async function begin(socket: WebSocket, hello: Hello): Promise<boolean> {
  const talk = talkOf(socket);
  if (!(await signedBy(talk.relay, challengeText(talk.nonce), hello.proof))) return false;
  socket.serializeAttachment({ ...talk, session: hello.session } satisfies Talk);
  return true;
}

/** Signs and sends. Sequence and session make an old envelope worthless to whoever recorded it. */
export async function instruct(socket: WebSocket, key: EdgeKey, instruction: Instruction): Promise<void> {
  const talk = talkOf(socket);
  if (talk.session === undefined) return;
  // Counted before the await, so that two senders never take the same number.
  const sequence = talk.sequence + 1;
  socket.serializeAttachment({ ...talk, sequence } satisfies Talk);
  const payload = JSON.stringify({ session: talk.session, sequence, instruction } satisfies Payload);
  const envelope: Envelope = { type: "signed", payload, signature: await key.sign(payload) };
  socket.send(JSON.stringify(envelope));
}

/** What a relay said, or the reason why it cannot be taken in, as short as an answer may be. */
export function heard(
  data: string | ArrayBuffer,
): ToEdge | { readonly type: "nonsense"; readonly why: string } {
  const nonsense = (why: string) => ({ type: "nonsense", why: why.slice(0, 100) }) as const;
  if (typeof data !== "string") return nonsense("binary frames mean nothing here");
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return nonsense("no JSON");
  }
  const parsed = ToEdgeSchema.safeParse(message);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return nonsense(`${issue?.path.join(".") || "message"}: ${issue?.message ?? "is none of ours"}`);
}

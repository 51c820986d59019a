import { EnrolAnswerSchema, type EnrolAnswer } from "#shared/wire/enrolment.ts";
import { challengeText, WIRE_VERSION, type Hello, type ToEdge } from "#shared/wire/to-edge.ts";
import { PayloadSchema, ToRelaySchema, type Envelope, type Instruction } from "#shared/wire/to-relay.ts";
import { bodyOf, knock, knockAsAdmin } from "./edge-doors.ts";

export type Key = { readonly publicKey: string; readonly privateKey: CryptoKey };
export type Identity = EnrolAnswer & Key;

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const base64Of = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const encoder = new TextEncoder();

export async function newKey(): Promise<Key> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const raw = (await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer;
  return { publicKey: base64Of(raw), privateKey: pair.privateKey };
}

export async function drawToken(cluster: string): Promise<string> {
  const answer = await knockAsAdmin(`/clusters/${cluster}/enrolments`, { method: "POST" });
  return String((await bodyOf(answer))["token"]);
}

export function askToEnrol(token: string, publicKey: string): Promise<Response> {
  return knock("/enrol", { method: "POST", body: JSON.stringify({ token, publicKey }) });
}

/** What a relay has after its first start: a key, and the edge's certificate for it. */
export async function enrolled(cluster: string): Promise<Identity> {
  const key = await newKey();
  const answer = await askToEnrol(await drawToken(cluster), key.publicKey);
  return { ...EnrolAnswerSchema.parse(await answer.json()), ...key };
}

export function knockAsRelay(certificate: string): Promise<Response> {
  return knock("/relay", { headers: { upgrade: "websocket", authorization: `Bearer ${certificate}` } });
}

/** A connection that has heard the challenge and said nothing yet. */
export type Caller = {
  readonly nonce: string;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Envelopes as they came, still closed. */
  readonly envelopes: readonly Envelope[];
  say(message: ToEdge | string): void;
  /** The proof that this identity holds its key. */
  prove(identity: Key): Promise<string>;
  close(): void;
};

export async function dial({ certificate }: Pick<Identity, "certificate">): Promise<Caller> {
  const { webSocket: socket, status } = await knockAsRelay(certificate);
  if (!socket) throw new Error(`the edge refused the connection: HTTP ${status}`);
  const envelopes: Envelope[] = [];
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  const challenged = Promise.withResolvers<string>();
  socket.addEventListener("close", ({ code, reason }) => closed.resolve({ code, reason }));
  socket.addEventListener("message", ({ data }) => {
    const message = ToRelaySchema.parse(JSON.parse(String(data)));
    if (message.type === "challenge") challenged.resolve(message.nonce);
    else envelopes.push(message);
  });
  socket.accept();
  const nonce = await challenged.promise;
  return {
    nonce,
    closed: closed.promise,
    envelopes,
    say: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    prove: async ({ privateKey }) =>
      base64Of(await crypto.subtle.sign("Ed25519", privateKey, encoder.encode(challengeText(nonce)))),
    close: () => socket.close(1000, "the test is over"),
  };
}

/** A relay that the edge has welcomed, worked by the test's hand. */
export type Relay = Pick<Caller, "closed" | "say" | "close"> & {
  readonly sequences: readonly number[];
  /** The next instruction of this type; what came before it is passed over. */
  next<Type extends Instruction["type"]>(type: Type): Promise<Extract<Instruction, { type: Type }>>;
  /** What has come and was not asked for, once the edge has nothing more to say. */
  rest(): Promise<Instruction[]>;
};

export async function linked(identity: Identity, heads: Hello["heads"] = []): Promise<Relay> {
  const caller = await dial(identity);
  const session = crypto.randomUUID();
  const proof = await caller.prove(identity);
  caller.say({ type: "hello", version: WIRE_VERSION, proof, session, heads });
  const relay = relayOver(caller, { identity, session });
  await relay.next("welcome");
  return relay;
}

function relayOver(caller: Caller, talk: { identity: Identity; session: string }): Relay {
  const opened: Instruction[] = [];
  const sequences: number[] = [];
  let read = 0;

  /** Opens what has come, as a relay would: by signature, session and sequence. */
  async function open(): Promise<void> {
    while (read < caller.envelopes.length) {
      const { payload, signature } = caller.envelopes[read++] ?? { payload: "", signature: "" };
      if (!(await isSigned(talk.identity.edgeKey, payload, signature))) throw new Error("not the edge's");
      const { session, sequence, instruction } = PayloadSchema.parse(JSON.parse(payload));
      if (session !== talk.session || sequence <= (sequences.at(-1) ?? 0)) throw new Error("of another time");
      sequences.push(sequence);
      opened.push(instruction);
    }
  }

  async function next(type: Instruction["type"]): Promise<Instruction> {
    for (const end = Date.now() + 5_000; Date.now() < end; await pause(5)) {
      await open();
      const at = opened.findIndex((instruction) => instruction.type === type);
      const [found] = at === -1 ? [] : opened.splice(0, at + 1).slice(-1);
      if (found) return found;
    }
    throw new Error(`no ${type} came, but ${opened.map((one) => one.type).join(", ") || "nothing"}`);
  }

  return {
    closed: caller.closed,
    say: caller.say,
    close: caller.close,
    sequences,
    next: next as Relay["next"],
    async rest() {
      // What the edge does not understand it says so, behind all it had to say before.
      for (let round = 0; round < 2; round++) {
        await pause(20);
        const before = caller.envelopes.length;
        caller.say("?");
        while (caller.envelopes.length === before) await pause(5);
      }
      await open();
      return opened.splice(0).filter(({ type }) => type !== "unsupported");
    },
  };
}

export async function isSigned(edgeKey: string, text: string, signature: string): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", bytesOf(edgeKey), "Ed25519", true, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, bytesOf(signature), encoder.encode(text));
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

import { randomUUID, type KeyObject } from "node:crypto";
import { challengeText, WIRE_VERSION, type ToEdge } from "#shared/wire/to-edge.ts";
import { PayloadSchema, ToRelaySchema, type Envelope, type Instruction } from "#shared/wire/to-relay.ts";
import { edgeKeyOf, signedAs, signedByEdge, type Identity } from "./identity.ts";

export type SessionParts = {
  /** The jobs that we remember as done last, by Kustomization. */
  readonly heads: () => { uid: string; head: string }[];
  readonly log: (line: string) => void;
};

/** One conversation: it answers the challenge, and lets nothing through that the edge did not sign for it. */
export class Session {
  readonly #id = randomUUID();
  readonly #identity: Identity;
  readonly #key: KeyObject;
  readonly #parts: SessionParts;
  #instructions: Instruction[] = [];
  #sequence = 0;
  welcomed = false;

  constructor(identity: Identity, parts: SessionParts) {
    this.#identity = identity;
    this.#key = edgeKeyOf(identity);
    this.#parts = parts;
  }

  take(): Instruction[] {
    const taken = this.#instructions;
    this.#instructions = [];
    return taken;
  }

  hear(text: string): ToEdge | undefined {
    if (text === "pong") return undefined;
    const message = ToRelaySchema.safeParse(parsed(text));
    if (!message.success) {
      this.#parts.log("link: a message that is none of ours was ignored");
      return undefined;
    }
    if (message.data.type === "signed") {
      this.#open(message.data);
      return undefined;
    }
    const proof = signedAs(this.#identity, challengeText(message.data.nonce));
    return { type: "hello", version: WIRE_VERSION, proof, session: this.#id, heads: this.#parts.heads() };
  }

  #open({ payload, signature }: Envelope): void {
    if (!signedByEdge(this.#key, payload, signature))
      return this.#parts.log("link: an instruction whose signature is not the edge's was refused");
    const opened = PayloadSchema.safeParse(parsed(payload));
    if (!opened.success)
      return this.#parts.log("link: an instruction of a kind that we do not know was ignored");
    const { session, sequence, instruction } = opened.data;
    if (session !== this.#id || sequence <= this.#sequence)
      return this.#parts.log("link: an instruction of another time was refused");
    this.#sequence = sequence;
    if (instruction.type === "welcome") this.welcomed = true;
    this.#instructions.push(instruction);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

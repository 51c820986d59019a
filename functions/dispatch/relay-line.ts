import type { Instruction } from "#shared/wire/to-relay.ts";
import type { EdgeKey } from "./edge-key.ts";
import { instruct, talkOf } from "./relay-socket.ts";

export type RelayLineParts = {
  readonly sockets: () => readonly WebSocket[];
  readonly key: () => Promise<EdgeKey>;
};

/** The way to whichever relay is here. Instructions go one after the other: one that overtakes another is refused as old. */
export class RelayLine {
  readonly #parts: RelayLineParts;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: RelayLineParts) {
    this.#parts = parts;
  }

  /** The sockets whose relay has proved itself, and that are open. */
  relays(): WebSocket[] {
    return this.#parts
      .sockets()
      .filter((socket) => socket.readyState === WebSocket.OPEN && talkOf(socket).session !== undefined);
  }

  /** False when no relay is here. */
  async send(instruction: Instruction): Promise<boolean> {
    const [socket] = this.relays();
    if (!socket) return false;
    await this.answer(socket, instruction);
    return true;
  }

  answer(socket: WebSocket, instruction: Instruction): Promise<void> {
    const sent = this.#last.then(async () => instruct(socket, await this.#parts.key(), instruction));
    this.#last = sent.catch(() => undefined);
    return sent;
  }
}

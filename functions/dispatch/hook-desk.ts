import type { Filing, Hook, HookCall, HookOffer, HookOutcome, Moves, RefMove } from "#shared/model/hook.ts";
import { hookDigest } from "#shared/model/hook-path.ts";
import type { Instant } from "#shared/model/instant.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import { receiverStanding } from "#shared/model/receiver.ts";
import type { Secret } from "#shared/model/secret.ts";
import type { Mirror, Resource } from "#shared/wire/mirror.ts";
import type { HookMemory } from "./hook-memory.ts";
import { pushedAmong, targetsOf } from "./hook-targets.ts";
import type { MirrorStore } from "./mirror-store.ts";

export type HookDeskParts = {
  readonly mirror: MirrorStore;
  readonly memory: HookMemory;
  readonly cluster: () => string;
  readonly token: (sealed: string) => Promise<Secret>;
  /** Tells the doors of all hooks that this cluster has. */
  readonly offer: (cluster: string, hooks: readonly HookOffer[]) => Promise<void>;
  readonly push: (
    repository: string,
    move: Partial<RefMove>,
    delivery: string | undefined,
  ) => Promise<Filing>;
  /** Reconciles Kustomizations now; gives back at once. */
  readonly reconcile: (kustomizations: readonly Resource[]) => void;
  readonly now: () => Instant;
  readonly log: (line: string) => void;
};

const nothing: HookOutcome = { filed: 0, seenBefore: 0, unfollowed: 0, reconciled: 0, notYet: [] };

/** A cluster's Receivers: which hooks they have, and what a call at one of them wakes. */
export class HookDesk {
  readonly #parts: HookDeskParts;
  #offering: Promise<void> = Promise.resolve();

  constructor(parts: HookDeskParts) {
    this.#parts = parts;
  }

  /** Tells the doors when what the relay has shown may open a hook or close one. */
  async follow({ complete, resources, gone, credentials }: Mirror): Promise<void> {
    const isOfReceivers = [...resources, ...gone].some(({ kind }) => kind === "Receiver");
    if (complete || isOfReceivers || credentials.length > 0) await this.offer();
  }

  /** Tells the doors what the mirror holds now. One after the other, so that the last word is the newest. */
  offer(): Promise<void> {
    this.#offering = this.#offering
      .then(async () => this.#parts.offer(this.#parts.cluster(), await this.#hooks()))
      // The patrol offers them again.
      .catch((error: unknown) => this.#parts.log(`hooks: ${String(error)}`));
    return this.#offering;
  }

  async #hooks(): Promise<HookOffer[]> {
    const { mirror, token, log } = this.#parts;
    const offers = mirror.all("Receiver").map(async (receiver): Promise<HookOffer[]> => {
      const secretRef = receiver.spec["secretRef"];
      const name = isJsonObject(secretRef) ? secretRef["name"] : undefined;
      const sealed = typeof name === "string" ? mirror.credential(receiver.namespace, name) : undefined;
      if (receiver.deleting || sealed === undefined) return [];
      const opened = await token(sealed).catch(() => undefined);
      if (!opened) {
        log(
          `${receiver.namespace}/${receiver.name}: its token cannot be opened; the relay's next connection seals it anew`,
        );
        return [];
      }
      const secret = opened.reveal();
      // An empty token would let everybody in who knows the names.
      if (secret === "") return [];
      return [{ digest: hookDigest(secret, receiver), hook: this.#hookOf(receiver, sealed) }];
    });
    return (await Promise.all(offers)).flat();
  }

  #hookOf({ uid, spec }: Resource, sealed: string): Hook {
    const identity = { cluster: this.#parts.cluster(), receiver: uid };
    if (spec["suspend"] === true) return { ...identity, closed: "the Receiver is suspended" };
    const standing = receiverStanding(spec);
    if (!standing.ok) return { ...identity, closed: standing.message };
    return { ...identity, type: standing.type, events: textsIn(spec["events"]), sealed };
  }

  /** Wakes what the Receiver of a call names. All of it is filed when this gives back; the work goes on behind. */
  async take({ receiver: uid, moves, delivery }: HookCall): Promise<HookOutcome> {
    const { mirror, memory, reconcile, now } = this.#parts;
    const receiver = mirror.byUid(uid);
    // The doors may know of it a moment longer than the mirror does.
    if (receiver?.kind !== "Receiver" || receiver.deleting || receiver.spec["suspend"] === true)
      return nothing;
    const { repositories, kustomizations, notYet } = targetsOf(receiver, mirror);
    const named = delivery === undefined ? undefined : `${uid} ${delivery}`;
    const pushed = pushedAmong(repositories, moves?.repository);
    const filings = await Promise.all(pushed.map((repository) => this.#file(repository, { moves, named })));
    const count = (filing: Filing): number => filings.filter((one) => one === filing).length;
    const numbers = {
      filed: count("filed"),
      seenBefore: count("seen-before"),
      unfollowed: count("nobody-follows"),
      notYet,
    };
    if (kustomizations.length === 0) return { ...nothing, ...numbers };
    if (delivery !== undefined && !memory.note(uid, delivery, now()))
      return { ...nothing, ...numbers, seenBefore: numbers.seenBefore + kustomizations.length };
    reconcile(kustomizations);
    return { ...numbers, reconciled: kustomizations.length };
  }

  /** Files every ref that has moved: who follows one of them may be another than who follows the next. */
  async #file(
    repository: string,
    { moves, named }: { moves: Moves | undefined; named: string | undefined },
  ): Promise<Filing> {
    const { push } = this.#parts;
    if (!moves) return push(repository, {}, named);
    const filings = await Promise.all(
      moves.refs.map((move) => push(repository, move, named && `${named} ${move.ref}`)),
    );
    return (["filed", "seen-before"] as const).find((one) => filings.includes(one)) ?? "nobody-follows";
  }
}

function textsIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one: Json) => typeof one === "string") : [];
}

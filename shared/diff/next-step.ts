import type { Ledger } from "#shared/model/ledger.ts";
import type { RefKey } from "#shared/model/object-ref.ts";
import type { Instant } from "#shared/model/instant.ts";
import { changeBetween, isEmpty, type Change } from "./change.ts";
import { massPrune } from "./mass-prune.ts";

/** What the newest look at the source asks of a Kustomization. */
export type Wish = {
  readonly generation: number;
  readonly revision: string;
  readonly requestedAt?: string | undefined;
  readonly failure?: { readonly reason: string; readonly message: string } | undefined;
};

/** How the last reconcile ended, and of which wish. */
export type Conclusion = { readonly wish: string; readonly failed: boolean; readonly at: Instant };

/** All that the next step of one Kustomization depends on. */
export type Standing = {
  readonly resource: { readonly namespace: string; readonly name: string };
  readonly generation: number;
  readonly idle: boolean; // neither suspended, nor being deleted, nor with a job under way
  readonly prune: boolean;
  /** For which revision a person has allowed that most of the objects go. */
  readonly confirmed: string | undefined;
  /** The relay remembers the ledger's head: what the ledger says of the cluster can be believed. */
  readonly verified: boolean;
  readonly wish: Wish | undefined;
  readonly desired: ReadonlyMap<RefKey, string>;
  readonly ledger: Ledger;
  readonly conclusion: Conclusion | undefined;
  /** What of other Kustomizations has to come first, in its condition's words. */
  readonly waitsFor: string | undefined;
  /** How long a failed reconcile rests before it is tried again. */
  readonly retryAfter: number;
  readonly now: Instant;
};

export type Step =
  | { readonly do: "nothing" }
  | { readonly do: "wait"; readonly until: Instant }
  /** No object has to change, or none may: the status is brought up to the wish. */
  | { readonly do: "tell"; readonly wish: Wish }
  /** Another Kustomization has to come first: so the status says, and no more is done. */
  | { readonly do: "hold"; readonly wish: Wish; readonly message: string }
  | {
      readonly do: "apply";
      readonly wish: Wish;
      readonly change: Change;
      readonly orphans: readonly RefKey[];
    };

const nothing: Step = { do: "nothing" };

/** A wish as one text, to see whether it has been concluded already. */
export function wishText({ generation, revision, requestedAt, failure }: Wish): string {
  return JSON.stringify([
    generation,
    revision,
    requestedAt ?? "",
    failure?.reason ?? "",
    failure?.message ?? "",
  ]);
}

/** The whole policy of when a Kustomization is applied, told about, retried or left alone. */
export function nextStep(standing: Standing): Step {
  const { wish, conclusion, generation, idle, verified } = standing;
  // A wish for another generation was built from another spec: the one for this spec is on its way.
  if (!wish || !idle || !verified || wish.generation !== generation) return nothing;
  if (wish.failure) return tellOnce(wish, conclusion);
  if (standing.waitsFor !== undefined) return hold(standing.waitsFor, wish, conclusion);

  const change = changeBetween(standing.desired, standing.ledger.entries);
  const message = tooMuchToPrune(change, standing, wish);
  // To the status it is a wish that failed: told once, and another one as soon as it is confirmed.
  if (message !== undefined)
    return tellOnce({ ...wish, failure: { reason: "PruneHeld", message } }, conclusion);
  return stepFor(change, standing, wish);
}

function tellOnce(wish: Wish, conclusion: Conclusion | undefined): Step {
  return conclusion?.wish === wishText(wish) ? nothing : { do: "tell", wish };
}

function tooMuchToPrune(change: Change, standing: Standing, { revision }: Wish): string | undefined {
  const { resource, prune, confirmed, ledger } = standing;
  return prune ? massPrune(change, { resource, revision, confirmed, held: ledger.entries.size }) : undefined;
}

function stepFor(change: Change, standing: Standing, wish: Wish): Step {
  const { conclusion, now } = standing;
  const concluded = conclusion?.wish === wishText(wish);
  if (isEmpty(change)) return concluded && !conclusion.failed ? nothing : { do: "tell", wish };
  if (concluded && conclusion.failed && now < conclusion.at + standing.retryAfter)
    return { do: "wait", until: conclusion.at + standing.retryAfter };
  if (standing.prune) return { do: "apply", wish, change, orphans: [] };
  return { do: "apply", wish, change: { apply: change.apply, prune: [] }, orphans: change.prune };
}

/** What is held back is concluded as such, and told once for each thing that it waits for. */
function hold(message: string, wish: Wish, conclusion: Conclusion | undefined): Step {
  return conclusion?.wish === heldText(wish, message) ? nothing : { do: "hold", wish, message };
}

export function heldText(wish: Wish, message: string): string {
  return wishText({ ...wish, failure: { reason: "DependencyNotReady", message } });
}

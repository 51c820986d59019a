import type { ServiceAccount } from "#shared/kube/impersonating.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import type { RefKey } from "#shared/model/object-ref.ts";
import type { Drift, Entry, Refusal, StaleBase } from "#shared/wire/report.ts";
import type { Audit } from "#shared/wire/to-relay.ts";
import { audit, type AuditParts } from "./audit.ts";
import { detailed } from "./look-closer.ts";

type Remembered = { readonly head: string; readonly entries: ReadonlyMap<RefKey, LedgerEntry> };

export type AnswerParts = AuditParts & {
  readonly isBusy: (uid: string) => boolean;
  readonly memory: {
    readonly of: (uid: string) => Remembered | undefined;
    readonly learn: (uid: string, head: string, entries: readonly Entry[]) => Remembered;
  };
  readonly accountOf: (uid: string) => ServiceAccount | undefined;
  /** What a Kustomization holds is known, and nothing is under way with it. */
  readonly known: (uid: string) => void;
  readonly tell: (message: Drift | Refusal | StaleBase) => void;
};

/** Answers an audit. Kustomizations with a job under way are left out: its report says more. */
export async function answerAudit({ kustomizations }: Audit, parts: AnswerParts): Promise<void> {
  const { isBusy, memory, tell, accountOf } = parts;
  const ready = kustomizations.flatMap(({ uid, head, entries }) => {
    if (isBusy(uid)) return [];
    const known = memory.of(uid) ?? (entries && memory.learn(uid, head, entries));
    if (!known) tell({ type: "refusal", job: "", uid, why: "unknown-base" });
    else if (known.head !== head)
      tell({ type: "stale-base", job: "", uid, head: known.head, entries: entriesOf(known) });
    else return [{ uid, head, entries: known.entries, account: accountOf(uid) }];
    return [];
  });
  for (const { uid } of ready) parts.known(uid);
  for (const found of await audit(ready, parts)) {
    const drift = await detailed(found, accountOf(found.uid), parts);
    if (!isBusy(drift.uid) && memory.of(drift.uid)?.head === drift.head) tell(drift);
  }
}

function entriesOf({ entries }: Remembered): Entry[] {
  return [...entries].map(([key, { digest, fingerprint }]) => [key, digest, fingerprint]);
}

import type { Entry } from "#shared/wire/report.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { Audit } from "#shared/wire/to-relay.ts";
import type { Flights } from "./flights.ts";
import type { LedgerBook } from "./reconciler.ts";

type Books = { readonly ledger: Pick<LedgerBook, "head" | "read" | "verified">; readonly flights: Flights };

/** The usual question: is what we applied still there? Asked only where ledger and relay agree on the past. */
export function auditOf(kustomizations: readonly Resource[], { ledger, flights }: Books): Audit {
  const asked = kustomizations.filter((one) => isQuiet(one, flights) && ledger.verified(one.uid));
  return { type: "audit", kustomizations: asked.map(({ uid }) => ({ uid, head: ledger.head(uid) })) };
}

/** The question to a relay that has just started: the ledger goes along, for it has forgotten its own. */
export function lessonOf(kustomizations: readonly Resource[], { ledger, flights }: Books): Audit {
  const asked = kustomizations.filter((one) => isQuiet(one, flights));
  return {
    type: "audit",
    kustomizations: asked.map(({ uid }) => {
      const { head, entries } = ledger.read(uid);
      const known = [...entries].map(([key, { digest, fingerprint }]): Entry => [key, digest, fingerprint]);
      return { uid, head, entries: known };
    }),
  };
}

function isQuiet({ uid, spec, deleting }: Resource, flights: Flights): boolean {
  return spec["suspend"] !== true && !deleting && flights.of(uid) === undefined;
}

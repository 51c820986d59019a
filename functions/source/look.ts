import type { Subscription, Verified } from "#shared/model/delivery.ts";
import type { Result } from "#shared/model/failure.ts";
import type { Instant } from "#shared/model/instant.ts";
import { isJsonObject } from "#shared/model/json.ts";
import { Secret } from "#shared/model/secret.ts";
import { chooseCommit, type Chosen } from "./chosen-commit.ts";
import type { Seen } from "./content/contents.ts";
import type { Unseal } from "./groups.ts";
import type { FoundRef } from "./host.ts";
import type { Oid } from "./object/object-id.ts";
import { notSupported } from "./source-support.ts";
import { troubleOf, type Trouble } from "./source-trouble.ts";
import { valuesOf } from "./credential/secret-values.ts";
import { verifySource, type GitObject } from "./verify/verify.ts";

/** What a look at the host gave for one subscription. */
export type Look =
  | { readonly ok: true; readonly chosen: Chosen; readonly verified?: Verified }
  | ({ readonly ok: false } & Trouble);

export type Looking = {
  readonly seen: Seen;
  readonly listed: Result<ReadonlyMap<string, FoundRef>>;
  readonly open: Unseal;
  readonly now: Instant;
};

/** Which commit a subscription follows now, brought and verified; or why it cannot be had. */
export async function lookFor(subscription: Subscription, looking: Looking): Promise<Look> {
  const { spec, includeTrouble } = subscription;
  const unsupported = notSupported(spec);
  if (unsupported) return refused(troubleOf([unsupported]));
  if (includeTrouble) return refused({ condition: "IncludeUnavailable", ...includeTrouble, again: false });
  const { seen, listed } = looking;
  if (!listed.ok) return refused(troubleOf(listed.failures));
  const chosen = await chooseCommit(spec, { ...seen, listed: listed.value });
  if (!chosen.ok) return refused(troubleOf(chosen.failures));
  const { commit, isListed, tag } = chosen.value;
  const wantsTag = tag?.oid !== undefined && isJsonObject(spec["verify"]);
  const brought = await seen.host.bring(commit, { isListed, ...(wantsTag && tag.oid && { tag: tag.oid }) });
  if (!brought.ok) return refused(troubleOf(brought.failures));
  return verified(subscription, chosen.value, looking);
}

function refused(trouble: Trouble): Look {
  return { ok: false, ...trouble };
}

async function verified({ spec, authors }: Subscription, chosen: Chosen, looking: Looking): Promise<Look> {
  const { verify } = spec;
  if (!isJsonObject(verify)) return { ok: true, chosen };
  const { mode } = verify;
  const commit = objectIn(looking.seen, chosen.commit);
  const keys = authors === undefined ? undefined : valuesOf(new Secret(await looking.open(authors)));
  const tag = chosen.tag && {
    name: chosen.tag.name,
    ...(chosen.tag.oid && { object: objectIn(looking.seen, chosen.tag.oid) }),
  };
  const outcome = await verifySource({
    mode: typeof mode === "string" ? mode : undefined,
    commit,
    ...(tag && { tag }),
    keys: keys && Object.fromEntries(keys),
    now: looking.now,
  });
  if (outcome.ok) return { ok: true, chosen, verified: { mode: outcome.mode, message: outcome.message } };
  const { reason, message } = outcome;
  const isFinal = reason === "InvalidVerificationMode";
  return refused({
    condition: "SourceVerified",
    reason,
    message,
    again: false,
    ...(isFinal && { stalled: true }),
  });
}

/** What is not here has no content, and so no signature. */
function objectIn({ store }: Seen, oid: Oid): GitObject {
  return { oid, content: store.get(oid)?.content ?? new Uint8Array() };
}

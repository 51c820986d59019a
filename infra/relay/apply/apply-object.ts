import { FIELD_MANAGER, inPlaceOfOne, isFingerprint } from "#shared/diff/fingerprint.ts";
import { objectPath } from "#shared/kube/path.ts";
import type { FindKind, Kube, KubeAnswer } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { isLeftAlone, switchIs } from "#shared/kube/switches.ts";
import { isJsonObject } from "#shared/model/json.ts";
import { groupOf, versionOf } from "#shared/model/manifest.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import { nameOf, refOf } from "#shared/model/object-ref.ts";
import type { Wanted } from "#shared/wire/job.ts";
import type { ObjectResult } from "#shared/wire/report.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { askMetadata } from "./living.ts";
import { isOwnedBy, type Owner } from "./owner.ts";
import { payloadOf } from "./payload.ts";
import { recreate } from "./recreate.ts";
import { again, patch, takeOver, type Writing, type Written } from "./write-object.ts";

export type Applying = {
  readonly kube: Kube;
  readonly find: FindKind;
  readonly owner: Owner;
  /** What we remember of it from our last apply. */
  readonly before: LedgerEntry | undefined;
  /** The inventory names it, though we remember nothing: somebody may have written on it what we have not seen. */
  readonly isStranger: boolean;
  /** `spec.force`: it may be deleted and created anew where a field cannot be changed. */
  readonly force: boolean;
  /** Its kind was served a while ago, and is no longer. */
  readonly kindGone: () => void;
};

/** Server-side apply of one object, with the manifest's own JSON. It fails on its own terms. */
export async function applyObject(wanted: Wanted, applying: Applying): Promise<ObjectResult> {
  const { key, origin } = wanted;
  const refused = (why: string): ObjectResult => ({
    key,
    action: "failed",
    error: `${origin}: ${nameOf(refOf(key))}: ${why}`.slice(0, 4_000),
  });
  try {
    const result = await applied(wanted, applying);
    return typeof result === "string" ? refused(result) : result;
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

/** What became of it, or why it was refused. */
async function applied(wanted: Wanted, applying: Applying): Promise<ObjectResult | string> {
  const { key, digest, manifest } = wanted;
  const { kube, find, owner, before, force } = applying;
  const skipped = (fingerprint: string): ObjectResult => ({ key, digest, fingerprint, action: "skipped" });
  if (isLeftAlone(manifest)) return skipped(inPlaceOfOne.leftAlone);
  const { apiVersion, kind, metadata } = manifest;
  const served = await find({ group: groupOf(apiVersion), version: versionOf(apiVersion), kind });
  const noMatches = `no matches for kind "${kind}" in version "${apiVersion}". Install its CRD, or mend apiVersion`;
  if (!served) return noMatches;
  const namespace = served.namespaced ? (metadata.namespace ?? "") : "";
  if (served.namespaced && namespace === "")
    return "namespace not specified. Give it metadata.namespace, or the Kustomization a targetNamespace";

  const path = objectPath(served, { namespace, name: metadata.name });
  const leftAs = await reasonToLeave(path, wanted, applying);
  if (leftAs !== undefined) return "refusal" in leftAs ? leftAs.refusal : skipped(leftAs.fingerprint);
  const written = await write({ kube, path, payload: payloadOf(manifest, owner), force });
  if (typeof written === "string") return written;
  if (!written) {
    applying.kindGone();
    return noMatches;
  }
  const fingerprint = fingerprintOf(written.answer.body);
  const action = actionOf(written, { digest, before, fingerprint });
  return { key, digest, fingerprint: isOnce(wanted) ? inPlaceOfOne.presence : fingerprint, action };
}

function isOnce({ manifest }: Wanted): boolean {
  return switchIs(manifest, "ssa", "ifnotpresent");
}

/** Looks at the living object where it may say that it is to be left alone, or where being there is enough. */
async function reasonToLeave(
  path: string,
  wanted: Wanted,
  { kube, owner, before, isStranger }: Applying,
): Promise<{ readonly fingerprint: string } | { readonly refusal: string } | undefined> {
  const once = isOnce(wanted);
  if (!once && !isStranger && before?.fingerprint !== inPlaceOfOne.frozen) return undefined;
  const live = await askMetadata(kube, path);
  if (live.status === 404) return undefined;
  if (!isSuccess(live)) return { refusal: refusalIn(live) };
  if (isLeftAlone(live.body)) return { fingerprint: inPlaceOfOne.frozen };
  if (!once) return undefined;
  return { fingerprint: isOwnedBy(live.body, owner) ? inPlaceOfOne.presence : inPlaceOfOne.leftAlone };
}

/** Undefined: nothing serves this path any more. */
async function write(writing: Writing): Promise<Written | string | undefined> {
  const first = await patch(writing);
  // An apply makes what is not there: only a namespace can be missing, or the kind.
  if (first.status === 404 && textAt(first.body, "details", "kind") !== "namespaces") return undefined;
  const taken = isSuccess(first) ? first : await recreate(writing, first);
  const living = typeof taken === "string" ? taken : await again(writing, taken);
  return typeof living === "string" ? living : takeOver(writing, living);
}

type Outcome = {
  readonly digest: string;
  readonly before: LedgerEntry | undefined;
  readonly fingerprint: string;
};

function actionOf(
  { answer, tookOver }: Written,
  { digest, before, fingerprint }: Outcome,
): ObjectResult["action"] {
  if (answer.status === 201) return "created";
  if (tookOver) return "configured";
  // A fingerprint knows whole seconds: of two changes within one, only the digest tells.
  if (before && isFingerprint(before.fingerprint)) {
    const isSame = before.fingerprint === fingerprint && before.digest === digest;
    return isSame ? "unchanged" : "configured";
  }
  return wasWrittenNow(answer) ? "configured" : "unchanged";
}

/** Without a memory, the time of our own entry tells: the API server renews it with every change it took. */
function wasWrittenNow({ body, serverTime }: KubeAnswer): boolean {
  const entries = at(body, "metadata", "managedFields");
  const ours = (Array.isArray(entries) ? entries : []).find(
    (entry) => isJsonObject(entry) && entry["manager"] === FIELD_MANAGER && entry["operation"] === "Apply",
  );
  const written = Date.parse(textAt(ours, "time"));
  return !(serverTime !== undefined && written < serverTime - 1_500);
}

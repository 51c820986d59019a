import { FIELD_MANAGER } from "#shared/diff/fingerprint.ts";
import { objectPath } from "#shared/kube/path.ts";
import type { FindKind, Kube, KubeAnswer } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import { groupOf, versionOf, type Manifest } from "#shared/model/manifest.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import { nameOf, refOf } from "#shared/model/object-ref.ts";
import type { Wanted } from "#shared/wire/job.ts";
import type { ObjectResult } from "#shared/wire/report.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { switchIs } from "./switches.ts";

/** Whose object this becomes: the labels by which Flux and we find what a Kustomization owns. */
export type Owner = { readonly name: string; readonly namespace: string };

export type Applying = {
  readonly kube: Kube;
  readonly find: FindKind;
  readonly owner: Owner;
  /** What we remember of it from our last apply. */
  readonly before: LedgerEntry | undefined;
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
async function applied(
  wanted: Wanted,
  { kube, find, owner, before }: Applying,
): Promise<ObjectResult | string> {
  const { key, digest, manifest } = wanted;
  // Left alone on demand: without a fingerprint no audit looks for it.
  const leftAlone: ObjectResult = { key, digest, fingerprint: "", action: "skipped" };
  if (switchIs(manifest, "reconcile", "disabled") || switchIs(manifest, "ssa", "ignore")) return leftAlone;
  const { apiVersion, kind, metadata } = manifest;
  const served = await find({ group: groupOf(apiVersion), version: versionOf(apiVersion), kind });
  if (!served) return `the cluster serves no ${kind} of ${apiVersion}. Install its CRD, or mend apiVersion`;
  const namespace = served.namespaced ? (metadata.namespace ?? "") : "";
  if (served.namespaced && namespace === "")
    return "namespace not specified. Give it metadata.namespace, or the Kustomization a targetNamespace";

  const path = objectPath(served, { namespace, name: metadata.name });
  if (switchIs(manifest, "ssa", "ifnotpresent") && (await kube({ method: "GET", path })).status === 200)
    return leftAlone;
  const answer = await kube({
    method: "PATCH",
    path: `${path}?fieldManager=${FIELD_MANAGER}&force=true`,
    contentType: "application/apply-patch+yaml",
    body: labelled(manifest, owner),
  });
  if (!isSuccess(answer)) return refusalIn(answer);
  const fingerprint = fingerprintOf(answer.body);
  return { key, digest, fingerprint, action: actionOf(answer, { digest, before, fingerprint }) };
}

/** fluxcd/pkg: ssa, the owner labels of the group kustomize.toolkit.fluxcd.io */
function labelled(manifest: Manifest, { name, namespace }: Owner): Json {
  const labels = {
    ...manifest.metadata.labels,
    "kustomize.toolkit.fluxcd.io/name": name,
    "kustomize.toolkit.fluxcd.io/namespace": namespace,
  };
  return { ...manifest, metadata: { ...manifest.metadata, labels } };
}

type Outcome = {
  readonly digest: string;
  readonly before: LedgerEntry | undefined;
  readonly fingerprint: string;
};

function actionOf(
  { status, body, serverTime }: KubeAnswer,
  { digest, before, fingerprint }: Outcome,
): ObjectResult["action"] {
  if (status === 201) return "created";
  // A fingerprint knows whole seconds: of two changes within one, only the digest tells.
  if (before && before.fingerprint !== "") {
    const isSame = before.fingerprint === fingerprint && before.digest === digest;
    return isSame ? "unchanged" : "configured";
  }
  // Without a memory, the time of our own entry tells: the API server renews it with every change it took.
  const entries = at(body, "metadata", "managedFields");
  const ours = (Array.isArray(entries) ? entries : []).find(
    (entry) => isJsonObject(entry) && entry["manager"] === FIELD_MANAGER && entry["operation"] === "Apply",
  );
  const written = Date.parse(textAt(ours, "time"));
  return serverTime !== undefined && written < serverTime - 1_500 ? "unchanged" : "configured";
}

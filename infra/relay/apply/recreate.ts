import { setTimeout as sleep } from "node:timers/promises";
import { FIELD_MANAGER } from "#shared/diff/fingerprint.ts";
import { immutableFields } from "#shared/kube/immutable.ts";
import type { KubeAnswer } from "#shared/kube/request.ts";
import { isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { switchIs } from "#shared/kube/switches.ts";
import { askMetadata, deleteLiving, waitGone } from "./living.ts";
import { patch, patience, type Writing } from "./write-object.ts";

const mostAttempts = 8;

const remedy =
  "Set spec.force: true on the Kustomization, or annotate the object in Git with " +
  "kustomize.toolkit.fluxcd.io/force: enabled, to have it deleted and created anew";

/**
 * What to do about a refusal: where a field cannot be changed on the living object and the user allows it, the object
 * is deleted and created anew. Gives what came of it, or why it was refused.
 */
export async function recreate(writing: Writing, refusal: KubeAnswer): Promise<KubeAnswer | string> {
  const { kube, path, payload, force } = writing;
  const fields = immutableFields(refusal);
  const live = fields && (await askMetadata(kube, path));
  if (!live || !isSuccess(live)) return refusalIn(refusal);
  const isAllowed = force || [payload, live.body].some((object) => switchIs(object, "force", "enabled"));
  if (!isAllowed) return `${refusalIn(refusal)}. ${subject(fields)} on a living object. ${remedy}`;

  const rehearsal = await rehearse(writing);
  if (rehearsal !== undefined) return `it was not recreated, for a new one would be refused: ${rehearsal}`;
  const uid = textAt(live.body, "metadata", "uid");
  const deleted = await deleteLiving(kube, path, uid);
  if (!isSuccess(deleted) && deleted.status !== 404) return `it has to be recreated: ${refusalIn(deleted)}`;
  const held = await waitGone(kube, { path, uid, within: patience });
  if (held !== undefined) return `it has to be recreated: ${held}`;
  const created = await create(writing);
  return isSuccess(created) ? created : `it was deleted, and the new one is refused: ${refusalIn(created)}`;
}

/** A quota counts the old object for a moment longer. */
async function create(writing: Writing): Promise<KubeAnswer> {
  for (let attempt = 1; ; attempt++) {
    const created = await patch(writing);
    if (!isOverQuota(created) || attempt === mostAttempts) return created;
    await sleep(attempt * 200);
  }
}

function isOverQuota(answer: KubeAnswer): boolean {
  return answer.status === 403 && refusalIn(answer).includes("exceeded quota");
}

function subject(fields: readonly string[]): string {
  const named = fields.filter((field) => field !== "");
  return named.length === 0 ? "This cannot be changed" : `${named.join(", ")} cannot be changed`;
}

/**
 * Why a new object would be refused, for then the old one stays. The API server validates a dry run of a creation
 * before it says that there is one of this name.
 */
async function rehearse({ kube, path, payload }: Writing): Promise<string | undefined> {
  const collection = path.slice(0, path.lastIndexOf("/"));
  const answer = await kube({
    method: "POST",
    path: `${collection}?dryRun=All&fieldManager=${FIELD_MANAGER}`,
    body: payload,
  });
  if (isOverQuota(answer)) return undefined;
  return answer.status === 422 || answer.status === 403 ? refusalIn(answer) : undefined;
}

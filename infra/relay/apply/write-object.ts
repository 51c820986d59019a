import { FIELD_MANAGER } from "#shared/diff/fingerprint.ts";
import { takeOverPatch } from "#shared/diff/take-over.ts";
import type { Kube, KubeAnswer } from "#shared/kube/request.ts";
import { isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { switchIs } from "#shared/kube/switches.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { waitGone } from "./living.ts";

export type Writing = {
  readonly kube: Kube;
  readonly path: string;
  readonly payload: JsonObject;
  /** The object may be deleted and created anew where nothing else helps. */
  readonly force: boolean;
};

/** How long an object that was deleted may take to go, in milliseconds. */
export const patience = 20_000;
const mostTurns = 3;

/** One server-side apply, with which all other appliers' values of our fields are overwritten. */
export function patch({ kube, path, payload }: Writing): Promise<KubeAnswer> {
  return kube({
    method: "PATCH",
    path: `${path}?fieldManager=${FIELD_MANAGER}&force=true`,
    contentType: "application/apply-patch+yaml",
    body: payload,
  });
}

export type Written = { readonly answer: KubeAnswer; readonly tookOver: boolean };

/** One that is on its way out takes an apply, and is gone a moment later: it is waited for and applied anew. */
export async function again(writing: Writing, answer: KubeAnswer): Promise<KubeAnswer | string> {
  const { kube, path } = writing;
  if (textAt(answer.body, "metadata", "deletionTimestamp") === "") return answer;
  const uid = textAt(answer.body, "metadata", "uid");
  const held = await waitGone(kube, { path, uid, within: patience });
  if (held !== undefined) return held;
  const next = await patch(writing);
  return isSuccess(next) ? next : refusalIn(next);
}

/**
 * Takes over the fields of kubectl and of earlier tools, where the answer to an apply shows any. With nothing to take
 * over, which is the rule, it sends nothing.
 */
export async function takeOver(writing: Writing, first: KubeAnswer): Promise<Written | string> {
  const { kube, path, payload } = writing;
  let answer = first;
  for (let turn = 0; turn < mostTurns; turn++) {
    const keeps = [payload, answer.body].some((object) => switchIs(object, "ssa", "merge"));
    const body = keeps ? undefined : takeOverPatch(answer.body);
    if (!body) return { answer, tookOver: turn > 0 };
    const contentType = "application/json-patch+json";
    const moved = await kube({
      method: "PATCH",
      path: `${path}?fieldManager=${FIELD_MANAGER}`,
      contentType,
      body,
    });
    // 422: somebody has written to it in between, and the next answer shows what.
    if (!isSuccess(moved) && moved.status !== 422) return `taking its fields over: ${refusalIn(moved)}`;
    answer = await patch(writing);
    if (!isSuccess(answer)) return refusalIn(answer);
  }
  return { answer, tookOver: true };
}

import { groupPath } from "#shared/kube/path.ts";
import type { FindKind, Kube, ServedKind } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";

/** Which kinds the API server serves, asked once for each group and version, and again for what it lacks. */
export type Discovery = { readonly find: FindKind; readonly forget: () => void };

/** A kind that was not served a moment ago is not asked for again so soon. */
const restBetweenMisses = 1_000;

export function discovery(kube: Kube, now: () => number): Discovery {
  const known = new Map<string, Promise<ReadonlyMap<string, ServedKind>>>();
  const preferred = new Map<string, string>();
  const asked = new Map<string, number>();

  const kindsOf = (
    group: string,
    version: string,
    fresh: boolean,
  ): Promise<ReadonlyMap<string, ServedKind>> => {
    const path = groupPath(group, version);
    const held = known.get(path);
    if (held && (!fresh || now() - (asked.get(path) ?? 0) < restBetweenMisses)) return held;
    asked.set(path, now());
    const answer = servedKinds(kube, { path, group, version });
    known.set(path, answer);
    answer.catch(() => known.delete(path));
    return answer;
  };

  const find: FindKind = async ({ group, version, kind }) => {
    const wanted = version || preferred.get(group) || (await preferredVersion(kube, group));
    if (wanted === "") return undefined;
    if (version === "") preferred.set(group, wanted);
    return (await kindsOf(group, wanted, false)).get(kind) ?? (await kindsOf(group, wanted, true)).get(kind);
  };
  const forget = (): void => [known, preferred].forEach((memory) => memory.clear());
  return { find, forget };
}

async function servedKinds(
  kube: Kube,
  { path, group, version }: { path: string; group: string; version: string },
): Promise<ReadonlyMap<string, ServedKind>> {
  const answer = await kube({ method: "GET", path });
  const kinds = new Map<string, ServedKind>();
  // Only "there is no such group" says that; an API server in trouble says nothing about kinds.
  if (answer.status === 404) return kinds;
  if (!isSuccess(answer)) throw new Error(`discovery of ${path}: ${refusalIn(answer)}`);
  const resources = at(answer.body, "resources");
  for (const resource of Array.isArray(resources) ? resources : []) {
    const plural = textAt(resource, "name");
    if (plural.includes("/")) continue; // a subresource
    const kind = textAt(resource, "kind");
    kinds.set(kind, { group, version, kind, plural, namespaced: at(resource, "namespaced") === true });
  }
  return kinds;
}

async function preferredVersion(kube: Kube, group: string): Promise<string> {
  if (group === "") return "v1";
  const answer = await kube({ method: "GET", path: `/apis/${group}` });
  if (answer.status === 404) return "";
  if (!isSuccess(answer)) throw new Error(`discovery of ${group}: ${refusalIn(answer)}`);
  return textAt(answer.body, "preferredVersion", "version");
}

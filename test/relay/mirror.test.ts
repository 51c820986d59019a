import { describe, expect, it } from "vitest";
import { ResourceMirror, type Follow } from "#infra/relay/mirror/mirror.ts";
import { collectionPath } from "#shared/kube/path.ts";
import { customKinds } from "#shared/kube/custom-kinds.ts";
import type { JsonObject } from "#shared/model/json.ts";

const kustomization = (name: string): JsonObject => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name, namespace: "default", uid: `${name}-uid`, generation: 1, resourceVersion: "1" },
  spec: {},
});

/** A mirror whose watches are worked by the test's hand. */
function mirror() {
  const following = new Map<string, Parameters<Follow>[1]>();
  const gone: string[] = [];
  const mirrored = new ResourceMirror({
    kube: async () => ({ status: 404, body: null, serverTime: undefined }),
    follow: (path, what) => following.set(path, what),
    send: () => true,
    seen: () => undefined,
    gone: (uid) => gone.push(uid),
    shown: () => undefined,
    log: () => undefined,
  });
  mirrored.start();
  const kustomizations = following.get(collectionPath(customKinds.Kustomization, ""));
  if (!kustomizations) throw new Error("Kustomizations are not followed");
  return { mirrored, gone, kustomizations };
}

describe("a Kustomization", () => {
  it("that went while the watch was away is gone with the next list", () => {
    const { mirrored, gone, kustomizations } = mirror();
    kustomizations.onList([kustomization("stays"), kustomization("goes")]);
    expect(gone).toEqual([]);
    kustomizations.onList([kustomization("stays")]);
    expect(gone).toEqual(["goes-uid"]);
    expect(mirrored.byUid("goes-uid")).toBeUndefined();
    expect(mirrored.byUid("stays-uid")).toBeDefined();
  });
});

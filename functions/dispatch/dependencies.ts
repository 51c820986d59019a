import {
  circleThrough,
  dependenciesOf,
  waitsFor,
  type Named,
  type Reached,
} from "#shared/diff/dependencies.ts";
import { asksForHealth } from "#shared/health/asks-for-health.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { Conclusions } from "./conclusions.ts";
import type { Healths } from "./healths.ts";
import type { MirrorStore } from "./mirror-store.ts";

export type DependenciesParts = {
  readonly mirror: Pick<MirrorStore, "all" | "named" | "changes">;
  readonly conclusions: Pick<Conclusions, "of">;
  readonly healths: Pick<Healths, "of">;
};

/** Which Kustomizations of a cluster wait for which. */
export class Dependencies {
  readonly #parts: DependenciesParts;
  /** Who waits for whom, as of that change of the mirror: each Kustomization that moves on asks. */
  #waiting: { readonly of: number; readonly uids: ReadonlyMap<string, readonly string[]> } | undefined;

  constructor(parts: DependenciesParts) {
    this.#parts = parts;
  }

  /** What a Kustomization waits for before this revision may be applied; undefined when nothing stands in its way. */
  waitsFor(kustomization: Resource, revision: string): string | undefined {
    if (dependenciesOf(kustomization).length === 0) return undefined;
    const find = ({ namespace, name }: Named): Resource | undefined =>
      this.#parts.mirror.named("Kustomization", namespace, name);
    const circle = circleThrough(kustomization, find);
    if (circle !== undefined) return `spec.dependsOn leads in a circle: ${circle}. Take one of them out`;
    return waitsFor(kustomization, revision, (name) => {
      const dependency = find(name);
      return dependency && this.#reachedBy(dependency);
    });
  }

  /** The uids of those that name this one in their `spec.dependsOn`. */
  dependentsOn({ namespace, name }: Named): readonly string[] {
    const { changes } = this.#parts.mirror;
    if (this.#waiting?.of !== changes) this.#waiting = { of: changes, uids: this.#whoWaits() };
    return this.#waiting.uids.get(`${namespace}/${name}`) ?? [];
  }

  #whoWaits(): ReadonlyMap<string, readonly string[]> {
    const uids = new Map<string, string[]>();
    for (const other of this.#parts.mirror.all("Kustomization"))
      for (const { namespace, name } of dependenciesOf(other)) {
        const key = `${namespace}/${name}`;
        uids.set(key, [...(uids.get(key) ?? []), other.uid]);
      }
    return uids;
  }

  #reachedBy({ uid, generation, spec, deleting }: Resource): Reached {
    const conclusion = this.#parts.conclusions.of(uid);
    // As `wishText` wrote it: what was concluded, of which spec and revision.
    const [concluded, revision]: [number, string] = conclusion ? JSON.parse(conclusion.wish) : [-1, ""];
    const isApplied = conclusion?.failed === false && concluded === generation && deleting !== true;
    const isReady = isApplied && (!asksForHealth(spec) || this.#isWell(uid, { generation, revision }));
    return { isReady, revision, sourceRef: spec["sourceRef"] };
  }

  #isWell(uid: string, { generation, revision }: { generation: number; revision: string }): boolean {
    const health = this.#parts.healths.of(uid);
    return health?.ok === true && health.generation === generation && health.revision === revision;
  }
}

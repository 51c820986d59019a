import { done, failedWith, type Result } from "#shared/model/failure.ts";

import type { Var } from "./var.ts";

/**
 * The vars of two kustomizations together, or of one and of what it adds: a name is used once, even for the same
 * field of the same object. Upstream: api/types/var.go `VarSet.Merge`
 */
export function mergedVars(known: readonly Var[], more: readonly Var[]): Result<readonly Var[]> {
  if (more.length === 0) return done(known);
  const byName = new Map(known.map((one) => [one.name, one]));
  const doubles = more.flatMap((one) => {
    const other = byName.get(one.name);
    byName.set(one.name, other ?? one);
    return other === undefined ? [] : [{ one, other }];
  });
  if (doubles.length === 0) return done([...known, ...more]);
  return failedWith(
    doubles.map(({ one, other }) => ({
      code: "build/var-collision",
      subject: one.origin,
      message: `var '${one.name}' already encountered, at ${other.origin}`,
      remedy: "Give one of the two another name",
    })),
  );
}

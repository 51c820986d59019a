import { failed, type Failure, type Result } from "#shared/model/failure.ts";
import type { Host } from "#functions/source/host.ts";
import { parseOid, type Oid } from "#functions/source/object/object-id.ts";
import { quotable } from "#functions/source/git/side-band.ts";

/**
 * The commit that a `ref` means, brought with its trees. A whole commit id means itself; anything else is looked up,
 * tags before branches, as `git fetch` does. `trusts`: who may read one commit here may read all of them.
 */
export async function bringRef(
  host: Pick<Host, "resolveRefs" | "bring">,
  ref: string,
  { trusts }: { readonly trusts: boolean },
): Promise<Result<Oid>> {
  const pinned = parseOid(ref.toLowerCase());
  if (pinned !== undefined) return host.bring(pinned, { isListed: trusts });
  const meant = refsMeantBy(ref);
  const listed = await host.resolveRefs(meant);
  if (!listed.ok) return listed;
  const found = meant.map((name) => listed.value.get(name)).find((one) => one !== undefined);
  return found === undefined ? failed(noSuchRef(ref)) : host.bring(found.commit, { isListed: true });
}

/** Upstream: git's `ref_rev_parse_rules`, without those for other repositories' branches. */
function refsMeantBy(ref: string): readonly string[] {
  if (ref === "" || ref === "HEAD") return ["HEAD"];
  const names = [`refs/${ref}`, `refs/tags/${ref}`, `refs/heads/${ref}`];
  return ref.startsWith("refs/") ? [ref, ...names] : names;
}

function noSuchRef(ref: string): Failure {
  const isShort = /^[0-9a-f]{4,39}$/i.test(ref);
  const name = quotable(ref);
  return {
    code: "source/ref-missing",
    subject: name,
    message: ref === "" ? "it has no default branch" : `it has no branch or tag "${name}"`,
    remedy: isShort
      ? "If it is a commit, write all 40 digits of its id"
      : "Correct ?ref=, or push the branch or tag",
  };
}

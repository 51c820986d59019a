import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { gitRefOf, refNameOf, revisionOf, type GitRef } from "#shared/model/source-ref.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { newestVersions, parseConstraint } from "#shared/policy/semver.ts";
import { parseCommit } from "./object/commit.ts";
import type { FoundRef, Host } from "./host.ts";
import { parseOid, type Oid } from "./object/object-id.ts";
import type { ObjectStore } from "./store/object-store.ts";

/** The commit that a source follows now. `tag` is the one that `spec.ref` names or has chosen. */
export type Chosen = {
  readonly commit: Oid;
  readonly revision: string;
  readonly tag?: { readonly name: string; readonly oid?: Oid };
  /** The host named it to this very credential. */
  readonly isListed: boolean;
};

export type Choice = {
  readonly host: Pick<Host, "resolveRefs" | "bring">;
  readonly store: ObjectStore;
  /** What the refs of all that are looked at together name, by their full names. */
  readonly listed: ReadonlyMap<string, FoundRef>;
};

const tagFolder = "refs/tags/";
/** Of tags that count as one version each commit has to be fetched, to see which is the youngest. */
const mostEqual = 50;

/** Chooses the commit that `spec.ref` means. Upstream: fluxcd/pkg git/gogit/clone.go */
export async function chooseCommit(spec: JsonObject, choice: Choice): Promise<Result<Chosen>> {
  const ref = gitRefOf(spec);
  if (ref.type === "commit") {
    const commit = parseOid(ref.oid);
    if (commit === undefined) return failed(noCommitId(ref.oid));
    return done({ commit, revision: revisionOf(ref, { oid: commit }), isListed: false });
  }
  if (ref.type === "semver") return chooseVersion(ref, choice);
  const name = refNameOf(ref) ?? "";
  const found = choice.listed.get(name);
  if (!found) return failed(await refMissing(name, choice.host));
  return done(chosen(ref, name, found));
}

function chosen(ref: GitRef, name: string, { commit, tag }: FoundRef): Chosen {
  const short = name.startsWith(tagFolder) ? name.slice(tagFolder.length) : undefined;
  return {
    commit,
    revision: revisionOf(ref, { oid: commit, ...(short !== undefined && { tag: short }) }),
    isListed: true,
    ...(short !== undefined && { tag: { name: short, ...(tag && { oid: tag }) } }),
  };
}

/** The newest version in the range; of those that count as one version, the tag of the youngest commit, then the last by name. */
async function chooseVersion(ref: GitRef & { type: "semver" }, choice: Choice): Promise<Result<Chosen>> {
  const constraint = parseConstraint(ref.range);
  if (!constraint.ok) return constraint;
  const tags = [...choice.listed.keys()].filter((name) => name.startsWith(tagFolder));
  const newest = newestVersions(
    tags.map((name) => name.slice(tagFolder.length)),
    constraint.value,
  );
  if (newest.length > mostEqual) return failed(tooManyEqual(ref.range, newest.length));
  let best: { readonly name: string; readonly found: FoundRef; readonly at: number } | undefined;
  for (const tag of newest.toSorted()) {
    const name = tagFolder + tag;
    const found = choice.listed.get(name);
    if (!found) continue;
    const at = newest.length === 1 ? done(0) : await committedAt(found.commit, choice);
    if (!at.ok) return at;
    if (!best || at.value >= best.at) best = { name, found, at: at.value };
  }
  if (best) return done(chosen(ref, best.name, best.found));
  return failed({
    code: "source/ref-missing",
    subject: "spec.ref.semver",
    message: `no match found for semver: ${ref.range}`,
    remedy: "Push a tag that is a version in this range, or widen it",
  });
}

async function committedAt(commit: Oid, { host, store }: Choice): Promise<Result<number>> {
  const brought = await host.bring(commit, { isListed: true });
  if (!brought.ok) return brought;
  const object = store.get(commit);
  const parsed = object && parseCommit(commit, object.content);
  return parsed?.ok ? done(parsed.value.committer.time) : (parsed ?? done(0));
}

async function refMissing(name: string, host: Pick<Host, "resolveRefs">): Promise<Failure> {
  const branches = await host.resolveRefs(["HEAD", "refs/heads/"]);
  if (branches.ok && branches.value.size === 0)
    return {
      code: "source/empty-repository",
      subject: "the repository",
      message: "git repository is empty",
      remedy: "Push a first commit",
    };
  return {
    code: "source/ref-missing",
    subject: "spec.ref",
    message: `couldn't find remote ref "${name}"`,
    remedy: "Push it, or name another in spec.ref",
  };
}

function tooManyEqual(range: string, tags: number): Failure {
  return {
    code: "source/ref-ambiguous",
    subject: "spec.ref.semver",
    message: `${tags} tags in ${range} are of one version, and at most ${mostEqual} are compared by their commits' time`,
    remedy: "Name one of them in spec.ref.tag, or let their versions differ in more than what follows a +",
  };
}

function noCommitId(text: string): Failure {
  return {
    code: "source/ref-missing",
    subject: "spec.ref.commit",
    message: `${JSON.stringify(text.slice(0, 100))} is no commit id`,
    remedy: "Write all 40 digits of it",
  };
}

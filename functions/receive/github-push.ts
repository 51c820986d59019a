import * as z from "zod";
import type { Moves } from "#shared/model/hook.ts";
import type { Json } from "#shared/model/json.ts";
import { canonicalRepository } from "#shared/model/repository-url.ts";
import { Commit, moveOf, Ref, RepositoryUrl } from "./ref-fields.ts";
import type { Wrong } from "./payload.ts";

/** A push as GitHub tells of it: which ref of which repository. */
export type Push = { readonly repository: string; readonly ref: string; readonly after?: string };

const PushPayload = z.object({
  ref: Ref,
  after: Commit,
  repository: z.object({ clone_url: RepositoryUrl }),
});

/** The push in a delivery of GitHub's, or what is wrong with it. */
export function pushIn(payload: Json): Push | Wrong {
  const read = PushPayload.safeParse(payload);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.join(".") || "it";
    return { wrong: `the body is no push: ${where} ${issue?.message ?? "is not as expected"}` };
  }
  const { ref, after, repository } = read.data;
  const name = canonicalRepository(repository.clone_url);
  if (name === undefined) return { wrong: "repository.clone_url is no repository's URL" };
  return { repository: name, ...moveOf(ref, after) };
}

/** What a `delete` says is gone: GitHub tells of it by a push as well, Gitea by nothing else. */
export function deletionIn(payload: Json): Push | Wrong {
  const moves = githubMoves("delete", payload);
  const [move] = moves?.refs ?? [];
  if (moves?.repository === undefined || !move)
    return { wrong: "the body names no branch or tag of a repository" };
  return { repository: moves.repository, ...move };
}

const Named = z.object({
  ref: Ref,
  ref_type: z.enum(["branch", "tag"]),
  repository: z.object({ clone_url: RepositoryUrl }),
});

/** What has moved, as GitHub and Gitea tell of it: in a push, or when a branch or a tag was made or deleted. */
export function githubMoves(event: string, payload: Json): Moves | undefined {
  if (event === "push") {
    const push = pushIn(payload);
    if ("wrong" in push) return undefined;
    const { repository, ...move } = push;
    return { repository, refs: [move] };
  }
  const named = event === "create" || event === "delete" ? Named.safeParse(payload) : undefined;
  if (!named?.success) return undefined;
  const { ref, ref_type, repository } = named.data;
  const name = canonicalRepository(repository.clone_url);
  const full = ref_type === "tag" ? `refs/tags/${ref}` : `refs/heads/${ref}`;
  return { ...(name === undefined ? {} : { repository: name }), refs: [{ ref: full }] };
}

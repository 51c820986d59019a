import * as z from "zod";
import type { Moves } from "#shared/model/hook.ts";
import type { Json } from "#shared/model/json.ts";
import { canonicalRepository } from "#shared/model/repository-url.ts";
import { Commit, moveOf, Ref, RepositoryUrl } from "./ref-fields.ts";

const Payload = z.object({
  event_name: z.enum(["push", "tag_push"]),
  ref: Ref,
  after: Commit,
  project: z.object({ git_http_url: RepositoryUrl }),
});

/** What has moved, as GitLab tells of it: for a push and for a tag, in a project's hook and in a system's. */
export function gitlabMoves(_event: string, payload: Json): Moves | undefined {
  const read = Payload.safeParse(payload);
  if (!read.success) return undefined;
  const { ref, after, project } = read.data;
  const repository = canonicalRepository(project.git_http_url);
  return { ...(repository === undefined ? {} : { repository }), refs: [moveOf(ref, after)] };
}

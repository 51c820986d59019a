import * as z from "zod";
import type { Moves, RefMove } from "#shared/model/hook.ts";
import type { Json } from "#shared/model/json.ts";
import { canonicalRepository } from "#shared/model/repository-url.ts";
import { Commit, moveOf, Ref, RepositoryUrl } from "./ref-fields.ts";

/** Bitbucket Server and Data Center: repo:refs_changed, and what a mirror of one sends. */
const Server = z.object({
  changes: z.array(z.object({ ref: z.object({ id: Ref }), toHash: Commit })).min(1),
  refLimitExceeded: z.boolean().optional(),
  repository: z.object({
    links: z
      .object({ clone: z.array(z.object({ name: z.string(), href: RepositoryUrl })).optional() })
      .optional(),
  }),
});

const Side = z.object({ type: z.string(), name: Ref, target: z.object({ hash: Commit }).optional() });

/** Bitbucket Cloud: repo:push. `new` is null where a ref was deleted. */
const Cloud = z.object({
  push: z.object({
    changes: z.array(z.object({ new: Side.nullish(), old: Side.nullish() })).min(1),
  }),
  repository: z.object({ links: z.object({ html: z.object({ href: RepositoryUrl }) }) }),
});

/** What has moved, as Bitbucket tells of it: Server, Data Center or Cloud. */
export function bitbucketMoves(_event: string, payload: Json): Moves | undefined {
  const server = Server.safeParse(payload);
  if (server.success && server.data.refLimitExceeded !== true) {
    const { changes, repository } = server.data;
    const clone = repository.links?.clone?.find(({ name }) => name.startsWith("http"));
    const refs = changes.map(({ ref, toHash }) => moveOf(ref.id, toHash));
    return movesOf(clone?.href, refs);
  }
  const cloud = Cloud.safeParse(payload);
  if (!cloud.success) return undefined;
  const refs = cloud.data.push.changes.flatMap(({ new: now, old }): RefMove[] => {
    const side = now ?? old;
    if (!side) return [];
    // Its documentation knows annotated_tag as well.
    const ref = side.type.endsWith("tag") ? `refs/tags/${side.name}` : `refs/heads/${side.name}`;
    return [moveOf(ref, now?.target?.hash)];
  });
  return movesOf(cloud.data.repository.links.html.href, refs);
}

function movesOf(url: string | undefined, refs: readonly RefMove[]): Moves {
  const repository = url === undefined ? undefined : canonicalRepository(url);
  return { ...(repository === undefined ? {} : { repository }), refs };
}

import type { Filing, HookOffer, RefMove } from "#shared/model/hook.ts";
import type { Happening } from "#shared/model/happening.ts";
import type { Instant } from "#shared/model/instant.ts";
import type { EdgeKey } from "./edge-key.ts";
import type { MirrorStore } from "./mirror-store.ts";
import type { LedgerBook } from "./reconciler.ts";
import type { RepositoryDesk } from "./source-desk.ts";

/** The notifications' desk, as far as a cluster needs it. */
export type NoticeDesk = {
  /** Files what the cluster's Alerts ask for; sending comes later and never holds anything up. */
  readonly file: (happening: Happening, mirror: NoticeMirror) => void;
  /** Sends what is due; gives the time when more will be. */
  readonly flush: (open: (sealed: string) => Promise<string>) => Promise<Instant | undefined>;
};
export type NoticeMirror = Pick<MirrorStore, "all" | "named" | "credential">;

/** The rooms that a cluster's object is given by the corridor. */
export type ClusterRooms = {
  readonly key: () => Promise<EdgeKey>;
  readonly repository: (name: string) => RepositoryDesk;
  /** Files a push with a repository's object; without a ref it says only that there may be something new. */
  readonly push: (
    repository: string,
    move: Partial<RefMove>,
    delivery: string | undefined,
  ) => Promise<Filing>;
  /** Tells the doors of all hooks that a cluster has. */
  readonly offerHooks: (cluster: string, hooks: readonly HookOffer[]) => Promise<void>;
  readonly ledger: (sql: SqlStorage) => LedgerBook;
  readonly notices: (sql: SqlStorage) => NoticeDesk;
  readonly log: (line: string) => void;
};

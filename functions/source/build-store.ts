import type { DesiredObject } from "#shared/model/delivery.ts";
import type { RefKey } from "#shared/model/object-ref.ts";

/** The last good build of a Kustomization: what it read, what it made, and which clusterside name it has. */
export type StoredBuild<Trace> = {
  readonly build: string;
  readonly spec: string;
  readonly trace: Trace;
  readonly digests: ReadonlyMap<RefKey, string>;
};

type Row = { build: string; spec: string; trace: string; digests: string };

/** Last builds, one for each Kustomization of each cluster: what a push changes is measured against them. */
export class BuildStore<Trace> {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS builds (
        uid TEXT PRIMARY KEY, build TEXT NOT NULL, spec TEXT NOT NULL, trace TEXT NOT NULL, digests TEXT NOT NULL
      );
    `);
  }

  of(uid: string): StoredBuild<Trace> | undefined {
    const [row] = this.#sql
      .exec<Row>("SELECT build, spec, trace, digests FROM builds WHERE uid = ?", uid)
      .toArray();
    if (!row) return undefined;
    const trace: Trace = JSON.parse(row.trace); // these two were written by `put`
    const digests: [RefKey, string][] = JSON.parse(row.digests);
    return { build: row.build, spec: row.spec, trace, digests: new Map(digests) };
  }

  put(uid: string, { build, spec, trace, digests }: StoredBuild<Trace>): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO builds VALUES (?, ?, ?, ?, ?)",
      uid,
      build,
      spec,
      JSON.stringify(trace),
      JSON.stringify([...digests]),
    );
  }

  forget(uid: string): void {
    this.#sql.exec("DELETE FROM builds WHERE uid = ?", uid);
  }
}

/** What a build changes against the one before it. */
export function differenceTo(
  before: ReadonlyMap<RefKey, string>,
  objects: readonly DesiredObject[],
): { readonly put: readonly DesiredObject[]; readonly drop: readonly RefKey[] } {
  const now = new Set(objects.map(({ key }) => key));
  return {
    put: objects.filter(({ key, digest }) => before.get(key) !== digest),
    drop: [...before.keys()].filter((key) => !now.has(key)),
  };
}

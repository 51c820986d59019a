import type { Wish } from "#shared/diff/next-step.ts";
import type { BuildNews, CommitNote, DesiredObject } from "#shared/model/delivery.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import type { RefKey } from "#shared/model/object-ref.ts";

/** The newest wish for a Kustomization, and the commit it came with. */
export type StoredWish = Wish & { readonly commit?: CommitNote | undefined };

/** What Git declares for each Kustomization of one cluster, as last delivered by its repository. */
export class DesiredStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS desired (
        uid TEXT, key TEXT, digest TEXT NOT NULL, manifest TEXT NOT NULL, origin TEXT NOT NULL,
        PRIMARY KEY (uid, key)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS wishes (uid TEXT PRIMARY KEY, build TEXT NOT NULL, wish TEXT NOT NULL);
    `);
  }

  /** Takes a build in. False: it builds on one that we do not hold, so all of it must be sent. */
  take(news: BuildNews): boolean {
    const { uid, outcome, generation, revision, requestedAt, commit } = news;
    const held = this.#buildOf(uid);
    if (outcome.type === "built" && outcome.base !== "" && outcome.base !== held) return false;
    const failure =
      outcome.type === "failed" ? { reason: outcome.reason, message: outcome.message } : undefined;
    const wish: StoredWish = { generation, revision, requestedAt, commit, failure };
    if (outcome.type === "built") this.#replace(uid, outcome);
    const build = outcome.type === "built" ? outcome.build : held;
    this.#sql.exec("INSERT OR REPLACE INTO wishes VALUES (?, ?, ?)", uid, build, JSON.stringify(wish));
    return true;
  }

  wish(uid: string): StoredWish | undefined {
    const [row] = this.#sql.exec<{ wish: string }>("SELECT wish FROM wishes WHERE uid = ?", uid).toArray();
    if (!row) return undefined;
    const wish: StoredWish = JSON.parse(row.wish); // written by `take`
    return wish;
  }

  digests(uid: string): Map<RefKey, string> {
    const rows = this.#sql.exec<{ key: RefKey; digest: string }>(
      "SELECT key, digest FROM desired WHERE uid = ?",
      uid,
    );
    const digests = new Map<RefKey, string>();
    for (const { key, digest } of rows) digests.set(key, digest);
    return digests;
  }

  objects(uid: string, keys: readonly RefKey[]): DesiredObject[] {
    type Row = { digest: string; manifest: string; origin: string };
    const query = "SELECT digest, manifest, origin FROM desired WHERE uid = ? AND key = ?";
    return keys.flatMap((key) =>
      this.#sql
        .exec<Row>(query, uid, key)
        .toArray()
        .map(({ digest, manifest, origin }) => ({ key, digest, manifest: manifestIn(manifest), origin })),
    );
  }

  /** The API version that each object is declared in, for the inventory. */
  versions(uid: string): Map<RefKey, string> {
    const query = "SELECT key, json_extract(manifest, '$.apiVersion') AS version FROM desired WHERE uid = ?";
    const versions = new Map<RefKey, string>();
    for (const { key, version } of this.#sql.exec<{ key: RefKey; version: string }>(query, uid))
      versions.set(key, version);
    return versions;
  }

  forget(uid: string): void {
    this.#sql.exec("DELETE FROM desired WHERE uid = ?", uid);
    this.#sql.exec("DELETE FROM wishes WHERE uid = ?", uid);
  }

  uids(): string[] {
    return this.#sql
      .exec<{ uid: string }>("SELECT uid FROM wishes")
      .toArray()
      .map(({ uid }) => uid);
  }

  #buildOf(uid: string): string {
    return (
      this.#sql.exec<{ build: string }>("SELECT build FROM wishes WHERE uid = ?", uid).toArray()[0]?.build ??
      ""
    );
  }

  #replace(uid: string, { base, put, drop }: Extract<BuildNews["outcome"], { type: "built" }>): void {
    if (base === "") this.#sql.exec("DELETE FROM desired WHERE uid = ?", uid);
    for (const key of drop) this.#sql.exec("DELETE FROM desired WHERE uid = ? AND key = ?", uid, key);
    for (const { key, digest, manifest, origin } of put) {
      const text = JSON.stringify(manifest);
      this.#sql.exec("INSERT OR REPLACE INTO desired VALUES (?, ?, ?, ?, ?)", uid, key, digest, text, origin);
    }
  }
}

function manifestIn(text: string): Manifest {
  const manifest: Manifest = JSON.parse(text); // written above, from a build
  return manifest;
}

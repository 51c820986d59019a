import type { DesiredObject } from "#shared/model/delivery.ts";
import type { RefKey } from "#shared/model/object-ref.ts";

/** The last good build of a Kustomization: what it read, what it made, and which clusterside name it has. */
export type StoredBuild<Trace> = {
  readonly build: string;
  readonly spec: string;
  readonly trace: Trace;
  readonly digests: ReadonlyMap<RefKey, string>;
};

/** A row holds 2 MB; a large build's text is stored in parts of so many characters, each of three bytes at the most. */
const partLength = 600_000;

/** Last builds, one for each Kustomization of each cluster: what a push changes is measured against them. */
export class BuildStore<Trace> {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS built (whose TEXT, part INTEGER, text TEXT NOT NULL, PRIMARY KEY (whose, part))",
    );
  }

  of(whose: string): StoredBuild<Trace> | undefined {
    const query = "SELECT text FROM built WHERE whose = ? ORDER BY part";
    const parts = this.#sql.exec<{ text: string }>(query, whose).toArray();
    if (parts.length === 0) return undefined;
    // Written by `put`.
    const stored: Omit<StoredBuild<Trace>, "digests"> & { readonly digests: [RefKey, string][] } = JSON.parse(
      parts.map(({ text }) => text).join(""),
    );
    return { ...stored, digests: new Map(stored.digests) };
  }

  put(whose: string, { digests, ...build }: StoredBuild<Trace>): void {
    this.forget(whose);
    const text = JSON.stringify({ ...build, digests: [...digests] });
    for (let part = 0; part * partLength < text.length; part++)
      this.#sql.exec(
        "INSERT INTO built VALUES (?, ?, ?)",
        whose,
        part,
        text.slice(part * partLength, (part + 1) * partLength),
      );
  }

  forget(whose: string): void {
    this.#sql.exec("DELETE FROM built WHERE whose = ?", whose);
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

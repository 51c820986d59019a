import type { Instant } from "#shared/model/instant.ts";
import type { GitObject } from "#functions/source/pack/pack.ts";
import type { Oid } from "#functions/source/object/object-id.ts";

type Row = { type: GitObject["type"]; parts: number; body: ArrayBuffer };

/** SQLite rows in a Durable Object end at 2 MB; larger objects are stored in parts. */
const partSize = 1_900_000;

/** Where a store's tables are, so that several may lie beside each other: "" or `remote_7_`. It is put into SQL as it is. */
export type Space = "" | `remote_${number}_`;

/** Git objects of one repository, by oid. What is in here was checked against its oid when it came. */
export class ObjectStore {
  readonly #sql: SqlStorage;
  readonly #objects: string;
  readonly #parts: string;
  readonly #commits: string;
  readonly #large: string;
  #isMade = false;

  /** Writes nothing: the tables are made when the first object comes. */
  constructor(sql: SqlStorage, space: Space = "") {
    this.#sql = sql;
    this.#objects = `${space}objects`;
    this.#parts = `${space}object_parts`;
    this.#commits = `${space}commits`;
    this.#large = `${space}large_objects`;
  }

  /** All of the database, of which these objects are the most part. */
  get bytes(): number {
    return this.#sql.databaseSize;
  }

  put({ oid, type, content }: GitObject): void {
    this.#make();
    const parts = Math.max(1, Math.ceil(content.length / partSize));
    const body = content.subarray(0, partSize);
    this.#sql.exec(
      `INSERT OR IGNORE INTO ${this.#objects} VALUES (?, ?, ?, ?)`,
      oid,
      type,
      parts,
      bufferOf(body),
    );
    for (let part = 1; part < parts; part++) {
      const slice = content.subarray(part * partSize, (part + 1) * partSize);
      this.#sql.exec(`INSERT OR IGNORE INTO ${this.#parts} VALUES (?, ?, ?)`, oid, part, bufferOf(slice));
    }
  }

  has(oid: Oid): boolean {
    return this.#rows(`SELECT 1 FROM ${this.#objects} WHERE oid = ?`, oid).length > 0;
  }

  get(oid: Oid): { type: GitObject["type"]; content: Uint8Array } | undefined {
    const [row] = this.#rows<Row>(`SELECT type, parts, body FROM ${this.#objects} WHERE oid = ?`, oid);
    if (!row) return undefined;
    if (row.parts === 1) return { type: row.type, content: new Uint8Array(row.body) };
    const query = `SELECT body FROM ${this.#parts} WHERE oid = ? ORDER BY part`;
    const rest = this.#rows<{ body: ArrayBuffer }>(query, oid);
    return { type: row.type, content: joined([row.body, ...rest.map(({ body }) => body)]) };
  }

  /** Notes a file that came and was too large to be kept, so that it is not asked for again and again. */
  noteTooLarge(oid: Oid, size: number): void {
    this.#make();
    this.#sql.exec(`INSERT OR REPLACE INTO ${this.#large} VALUES (?, ?)`, oid, size);
  }

  /** The size of a file that is known to be too large. */
  sizeIfTooLarge(oid: Oid): number | undefined {
    return this.#rows<{ size: number }>(`SELECT size FROM ${this.#large} WHERE oid = ?`, oid)[0]?.size;
  }

  /** All trees of this commit are here (its blobs come when somebody reads them). */
  commitIsWhole(oid: Oid): boolean {
    return this.#rows(`SELECT 1 FROM ${this.#commits} WHERE oid = ?`, oid).length > 0;
  }

  markWhole(oid: Oid, at: Instant): void {
    this.#make();
    this.#sql.exec(`INSERT OR REPLACE INTO ${this.#commits} VALUES (?, ?)`, oid, at);
  }

  /** A commit that does not count as whole is fetched again before it is used. */
  unmarkWhole(oids: readonly Oid[]): void {
    for (const oid of oids) this.#rows(`DELETE FROM ${this.#commits} WHERE oid = ?`, oid);
  }

  /** The commits that a fetch may build on, newest first. */
  wholeCommits(most: number): Oid[] {
    const query = `SELECT oid FROM ${this.#commits} ORDER BY at DESC, oid LIMIT ?`;
    return this.#rows<{ oid: Oid }>(query, most).map(({ oid }) => oid);
  }

  /** Those that were last marked before then. */
  wholeBefore(then: Instant): Oid[] {
    return this.#rows<{ oid: Oid }>(`SELECT oid FROM ${this.#commits} WHERE at < ?`, then).map(
      ({ oid }) => oid,
    );
  }

  /** The next names in their order, for going through all objects in steps: "" begins. */
  namesAfter(
    oid: Oid | "",
    most: number,
  ): readonly { readonly oid: Oid; readonly type: GitObject["type"] }[] {
    const query = `SELECT oid, type FROM ${this.#objects} WHERE oid > ? ORDER BY oid LIMIT ?`;
    return this.#rows<{ oid: Oid; type: GitObject["type"] }>(query, oid, most);
  }

  remove(oids: readonly Oid[]): void {
    const names = JSON.stringify(oids);
    for (const table of [this.#parts, this.#objects])
      this.#rows(`DELETE FROM ${table} WHERE oid IN (SELECT value FROM json_each(?))`, names);
  }

  /** Forgets everything: what is still needed is fetched again. */
  clear(): void {
    if (!this.#exists()) return;
    // Together: a commit that counts as whole without its trees could never be built again.
    this.#sql.exec(
      [this.#commits, this.#objects, this.#parts, this.#large]
        .map((table) => `DELETE FROM ${table};`)
        .join(" "),
    );
  }

  /** Takes the tables away. Who goes on with this store begins anew. */
  drop(): void {
    this.#isMade = false;
    this.#sql.exec(
      [this.#commits, this.#objects, this.#parts, this.#large]
        .map((table) => `DROP TABLE IF EXISTS ${table};`)
        .join(" "),
    );
  }

  /** None where there is no table yet. */
  #rows<R extends Record<string, SqlStorageValue>>(query: string, ...bindings: SqlStorageValue[]): R[] {
    return this.#exists() ? this.#sql.exec<R>(query, ...bindings).toArray() : [];
  }

  #exists(): boolean {
    if (this.#isMade) return true;
    const query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
    this.#isMade = this.#sql.exec(query, this.#large).toArray().length > 0;
    return this.#isMade;
  }

  #make(): void {
    if (this.#isMade) return;
    // The last of them tells that all are there.
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS ${this.#objects} (
        oid TEXT PRIMARY KEY, type TEXT NOT NULL, parts INTEGER NOT NULL, body BLOB NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS ${this.#parts} (oid TEXT, part INTEGER, body BLOB NOT NULL, PRIMARY KEY (oid, part));
      CREATE TABLE IF NOT EXISTS ${this.#commits} (oid TEXT PRIMARY KEY, at INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS ${this.#large} (oid TEXT PRIMARY KEY, size INTEGER NOT NULL);
    `);
    this.#isMade = true;
  }
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function joined(parts: readonly ArrayBuffer[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return whole;
}

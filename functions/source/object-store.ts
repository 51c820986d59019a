import type { GitObject } from "./pack.ts";
import type { Oid } from "./object-id.ts";

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

  constructor(sql: SqlStorage, space: Space = "") {
    this.#sql = sql;
    this.#objects = `${space}objects`;
    this.#parts = `${space}object_parts`;
    this.#commits = `${space}commits`;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS ${this.#objects} (
        oid TEXT PRIMARY KEY, type TEXT NOT NULL, parts INTEGER NOT NULL, body BLOB NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS ${this.#parts} (oid TEXT, part INTEGER, body BLOB NOT NULL, PRIMARY KEY (oid, part));
      CREATE TABLE IF NOT EXISTS ${this.#commits} (oid TEXT PRIMARY KEY, at INTEGER NOT NULL);
    `);
  }

  /** Every push adds to it. Past `most` bytes all of it is forgotten: what is still needed is fetched again. */
  forgetPast(most: number): void {
    if (this.#sql.databaseSize <= most) return;
    // Together: a commit that counts as whole without its trees could never be built again.
    this.#sql.exec(`DELETE FROM ${this.#commits}; DELETE FROM ${this.#objects}; DELETE FROM ${this.#parts};`);
  }

  /** Takes the tables away. Who goes on with this store finds nothing to write to. */
  drop(): void {
    this.#sql.exec(`DROP TABLE ${this.#commits}; DROP TABLE ${this.#objects}; DROP TABLE ${this.#parts};`);
  }

  put({ oid, type, content }: GitObject): void {
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
    return this.#sql.exec(`SELECT 1 FROM ${this.#objects} WHERE oid = ?`, oid).toArray().length > 0;
  }

  get(oid: Oid): { type: GitObject["type"]; content: Uint8Array } | undefined {
    const [row] = this.#sql
      .exec<Row>(`SELECT type, parts, body FROM ${this.#objects} WHERE oid = ?`, oid)
      .toArray();
    if (!row) return undefined;
    if (row.parts === 1) return { type: row.type, content: new Uint8Array(row.body) };
    const query = `SELECT body FROM ${this.#parts} WHERE oid = ? ORDER BY part`;
    const rest = this.#sql.exec<{ body: ArrayBuffer }>(query, oid).toArray();
    return { type: row.type, content: joined([row.body, ...rest.map(({ body }) => body)]) };
  }

  /** All trees of this commit are here (its blobs come when somebody reads them). */
  commitIsWhole(oid: Oid): boolean {
    return this.#sql.exec(`SELECT 1 FROM ${this.#commits} WHERE oid = ?`, oid).toArray().length > 0;
  }

  markWhole(oid: Oid, at: number): void {
    this.#sql.exec(`INSERT OR REPLACE INTO ${this.#commits} VALUES (?, ?)`, oid, at);
  }

  /** The commits that a fetch may build on, newest first. */
  wholeCommits(most: number): Oid[] {
    return this.#sql
      .exec<{ oid: Oid }>(`SELECT oid FROM ${this.#commits} ORDER BY at DESC LIMIT ?`, most)
      .toArray()
      .map(({ oid }) => oid);
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

import type { Credential, Mirror, MirroredKind, Resource } from "#shared/wire/mirror.ts";

/** The custom resources of one cluster, as its relay last showed them, and the sealed Secrets they name. */
export class MirrorStore {
  readonly #sql: SqlStorage;
  /** Another number means that it may say something else: for whoever remembers what was worked out from it. */
  changes = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS resources (
        kind TEXT, namespace TEXT, name TEXT, uid TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (kind, namespace, name)
      );
      CREATE TABLE IF NOT EXISTS credentials (
        namespace TEXT, name TEXT, sealed TEXT NOT NULL, PRIMARY KEY (namespace, name)
      );
    `);
  }

  /** Takes a mirror message in; `seal` closes each Secret before it is stored. */
  async take(mirror: Mirror, seal: (text: string) => Promise<string>): Promise<void> {
    const sealed = await Promise.all(
      mirror.credentials.map(async (credential) => ({
        credential,
        text: await seal(JSON.stringify(credential.data)),
      })),
    );
    this.changes += 1;
    if (mirror.complete) this.#sql.exec("DELETE FROM resources; DELETE FROM credentials;");
    for (const { kind, namespace, name } of mirror.gone)
      this.#sql.exec(
        "DELETE FROM resources WHERE kind = ? AND namespace = ? AND name = ?",
        kind,
        namespace,
        name,
      );
    for (const resource of mirror.resources) this.#put(resource);
    for (const { credential, text } of sealed) this.#putCredential(credential, text);
  }

  all(kind: MirroredKind): Resource[] {
    return this.#sql
      .exec<{ body: string }>("SELECT body FROM resources WHERE kind = ? ORDER BY namespace, name", kind)
      .toArray()
      .map(({ body }) => resourceIn(body));
  }

  byUid(uid: string): Resource | undefined {
    const [row] = this.#sql.exec<{ body: string }>("SELECT body FROM resources WHERE uid = ?", uid).toArray();
    return row && resourceIn(row.body);
  }

  named(kind: MirroredKind, namespace: string, name: string): Resource | undefined {
    const query = "SELECT body FROM resources WHERE kind = ? AND namespace = ? AND name = ?";
    const [row] = this.#sql.exec<{ body: string }>(query, kind, namespace, name).toArray();
    return row && resourceIn(row.body);
  }

  /** A Secret's values, still sealed; undefined when the cluster has not shown it. */
  credential(namespace: string, name: string): string | undefined {
    const query = "SELECT sealed FROM credentials WHERE namespace = ? AND name = ?";
    return this.#sql.exec<{ sealed: string }>(query, namespace, name).toArray()[0]?.sealed;
  }

  #put(resource: Resource): void {
    const { kind, namespace, name, uid } = resource;
    const body = JSON.stringify(resource);
    this.#sql.exec(
      "INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?)",
      kind,
      namespace,
      name,
      uid,
      body,
    );
  }

  #putCredential({ namespace, name }: Credential, sealed: string): void {
    this.#sql.exec("INSERT OR REPLACE INTO credentials VALUES (?, ?, ?)", namespace, name, sealed);
  }
}

function resourceIn(body: string): Resource {
  const resource: Resource = JSON.parse(body); // written above, from a message that was parsed
  return resource;
}

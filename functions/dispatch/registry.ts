import { DurableObject } from "cloudflare:workers";
import type { Hook, HookOffer } from "#shared/model/hook.ts";
import { HookBoard } from "./hook-board.ts";

/** Who may dial in: which clusters exist, which tokens are spent, which relays are shut out. One for all. */
export class RegistryObject<Env> extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  readonly #hooks: HookBoard;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#hooks = new HookBoard(this.#sql);
    this.#sql.exec(`
      CREATE TABLE IF NOT EXISTS spent (id TEXT PRIMARY KEY, expires INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS clusters (name TEXT PRIMARY KEY, seen INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS relays (cluster TEXT, relay TEXT, PRIMARY KEY (cluster, relay));
      CREATE TABLE IF NOT EXISTS shut_out (relay TEXT PRIMARY KEY, at INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS deliveries (became TEXT PRIMARY KEY, number INTEGER NOT NULL);
    `);
  }

  /** Spends a one-time token; false when somebody has already. */
  async spend(id: string, expires: number): Promise<boolean> {
    this.#sql.exec("DELETE FROM spent WHERE expires < ?", Date.now());
    if (this.#sql.exec("SELECT 1 FROM spent WHERE id = ?", id).toArray().length > 0) return false;
    this.#sql.exec("INSERT INTO spent VALUES (?, ?)", id, expires);
    return true;
  }

  /** Notes that a relay enrolled or dialled in. A cluster whose relay is replaced keeps its name. */
  async admit(cluster: string, relay: string): Promise<boolean> {
    if (this.#sql.exec("SELECT 1 FROM shut_out WHERE relay = ?", relay).toArray().length > 0) return false;
    const query = "INSERT INTO clusters VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET seen = ?2";
    this.#sql.exec(query, cluster, Date.now());
    this.#sql.exec("INSERT OR IGNORE INTO relays VALUES (?, ?)", cluster, relay);
    return true;
  }

  /** Every key that was ever a relay of this cluster is trusted no more: it has to enrol anew. */
  async shutOut(cluster: string): Promise<void> {
    const query = "INSERT OR IGNORE INTO shut_out SELECT relay, ?2 FROM relays WHERE cluster = ?1";
    this.#sql.exec(query, cluster, Date.now());
  }

  async clusters(): Promise<string[]> {
    return this.#sql
      .exec<{ name: string }>("SELECT name FROM clusters ORDER BY name")
      .toArray()
      .map(({ name }) => name);
  }

  /** The Receivers whose hook path ends in this digest. */
  async hooks(digest: string): Promise<Hook[]> {
    return this.#hooks.at(digest);
  }

  async offerHooks(cluster: string, offers: readonly HookOffer[]): Promise<void> {
    this.#hooks.offer(cluster, offers);
  }

  /** Adds up what the doors have counted: deliveries, by what became of them. */
  async count(numbers: Readonly<Record<string, number>>): Promise<void> {
    const query =
      "INSERT INTO deliveries VALUES (?1, ?2) ON CONFLICT (became) DO UPDATE SET number = number + ?2";
    for (const [became, number] of Object.entries(numbers)) this.#sql.exec(query, became, number);
  }

  async counts(): Promise<Record<string, number>> {
    const rows = this.#sql.exec<{ became: string; number: number }>("SELECT became, number FROM deliveries");
    return Object.fromEntries(rows.toArray().map(({ became, number }) => [became, number]));
  }
}

import type { Happening } from "#shared/model/happening.ts";
import type { Instant } from "#shared/model/instant.ts";
import type { Json } from "#shared/model/json.ts";
import type { MirroredKind, Resource } from "#shared/wire/mirror.ts";
import { alertWants } from "./alert-match.ts";
import { slackMessage } from "./slack-message.ts";

/** What of the cluster's mirror a notice is made from. */
export type NoticeMirror = {
  readonly all: (kind: MirroredKind) => Resource[];
  readonly named: (kind: MirroredKind, namespace: string, name: string) => Resource | undefined;
  readonly credential: (namespace: string, name: string) => string | undefined;
};

type Row = {
  id: number;
  line: string;
  address: string;
  credential: string;
  body: string;
  attempts: number;
  due: number;
};

/** The same thing said again within this time is said once. Flux: --rate-limit-interval */
const quiet = 5 * 60_000;
const mostAttempts = 8;
const patience = 10_000;
const longestWait = 300_000;
const mostAtOnce = 100;
/** Messages that wait for one provider; the oldest makes place for one more. */
const mostWaiting = 500;

export type NoticesParts = {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Instant;
  readonly log: (line: string) => void;
};

/** The outbox of notifications: at least once, in order of filing, never in anybody's way. */
export class Notices {
  readonly #sql: SqlStorage;
  readonly #fetch: typeof fetch;
  readonly #now: () => Instant;
  readonly #log: (line: string) => void;
  readonly #busy = new Map<string, Promise<void>>();

  constructor(sql: SqlStorage, { fetch, now, log }: NoticesParts) {
    this.#sql = sql;
    this.#fetch = fetch;
    this.#now = now;
    this.#log = log;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS notices (
        id INTEGER PRIMARY KEY, line TEXT NOT NULL, address TEXT NOT NULL, credential TEXT NOT NULL, body TEXT NOT NULL,
        attempts INTEGER NOT NULL, due INTEGER NOT NULL
      );
      CREATE TABLE IF NOT EXISTS said (what TEXT PRIMARY KEY, at INTEGER NOT NULL);
    `);
  }

  /** Files a message for each Alert that wants it. */
  file(happening: Happening, mirror: NoticeMirror): void {
    if (this.#saidLately(happening)) return;
    const labels = mirror.named(happening.kind, happening.namespace, happening.name)?.labels ?? {};
    for (const alert of mirror.all("Alert").filter((one) => alertWants(one, happening, labels))) {
      const provider = providerOf(alert, mirror);
      if (!provider || provider.spec["suspend"] === true || provider.spec["type"] !== "slack") continue;
      const { summary } = alert.spec;
      const message = slackMessage(provider, happening, typeof summary === "string" ? summary : "");
      this.#put(provider, message, mirror);
    }
  }

  /** Sends what is due, a provider's messages one after the other; gives the time when more will be due. */
  async flush(open: (sealed: string) => Promise<string>): Promise<Instant | undefined> {
    const due = this.#sql.exec<{ line: string }>(
      "SELECT DISTINCT line FROM notices WHERE due <= ?",
      this.#now(),
    );
    // Lines do not wait for each other: a provider that is slow to answer is slow for itself.
    await Promise.all(due.toArray().map(({ line }) => this.#busy.get(line) ?? this.#begin(line, open)));
    const query =
      "SELECT MIN(due) AS due FROM notices WHERE id IN (SELECT MIN(id) FROM notices GROUP BY line)";
    const [next] = this.#sql.exec<{ due: number | null }>(query).toArray();
    return next?.due ?? undefined;
  }

  #begin(line: string, open: (sealed: string) => Promise<string>): Promise<void> {
    const run = this.#sendLine(line, open).finally(() => this.#busy.delete(line));
    this.#busy.set(line, run);
    return run;
  }

  /** What is filed while it sends is sent with the rest. A first message that has to wait holds back those behind it. */
  async #sendLine(line: string, open: (sealed: string) => Promise<string>): Promise<void> {
    const query = `SELECT id, line, address, credential, body, attempts, due FROM notices
      WHERE line = ? ORDER BY id LIMIT 1`;
    for (let sent = 0; sent < mostAtOnce; sent++) {
      const [head] = this.#sql.exec<Row>(query, line).toArray();
      if (!head || head.due > this.#now()) return;
      await this.#settle(head, open);
    }
  }

  async #settle(row: Row, open: (sealed: string) => Promise<string>): Promise<void> {
    const wait = await this.#send(row, open);
    const query = "UPDATE notices SET attempts = attempts + 1, due = ? WHERE id = ?";
    const isLost = wait !== undefined && row.attempts + 1 >= mostAttempts;
    if (isLost)
      this.#log(`Provider ${row.line} did not answer ${mostAttempts} times: a message to it is given up.`);
    if (wait === undefined || isLost) this.#sql.exec("DELETE FROM notices WHERE id = ?", row.id);
    else this.#sql.exec(query, this.#now() + wait, row.id);
  }

  /** Undefined when it is over with; else how long to wait before the next attempt. */
  async #send(row: Row, open: (sealed: string) => Promise<string>): Promise<number | undefined> {
    const again = Math.min(2_000 * 2 ** row.attempts, longestWait);
    try {
      const secret: Record<string, string> =
        row.credential === "" ? {} : JSON.parse(await open(row.credential));
      const address = secret["address"] ?? row.address;
      const { token } = secret;
      const answer = await this.#fetch(address, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: row.body,
        redirect: "manual",
        signal: AbortSignal.timeout(patience),
      });
      const said = (await answer.text()).slice(0, 200);
      if (answer.status === 429)
        return Math.min(Number(answer.headers.get("retry-after") ?? "0") * 1_000 || again, longestWait);
      if (answer.status >= 500) return again;
      // Slack's API answers 200 to what it did not take, and says so inside.
      if (!answer.ok || said.startsWith('{"ok":false'))
        this.#log(
          `Provider ${row.line} does not take messages: HTTP ${answer.status} ${said}. Check its address, channel and token.`,
        );
      return undefined;
    } catch {
      return again; // no such host, no answer in time: the alarm tries again
    }
  }

  #put(provider: Resource, message: Json, mirror: NoticeMirror): void {
    const ref = provider.spec["secretRef"];
    const secret = typeof ref === "object" && ref !== null && "name" in ref ? ref["name"] : undefined;
    const credential = typeof secret === "string" ? mirror.credential(provider.namespace, secret) : undefined;
    const { address } = provider.spec;
    const line = `${provider.namespace}/${provider.name}`;
    this.#makePlace(line);
    this.#sql.exec(
      "INSERT INTO notices (line, address, credential, body, attempts, due) VALUES (?, ?, ?, ?, 0, ?)",
      line,
      typeof address === "string" ? address : "",
      credential ?? "",
      JSON.stringify(message),
      this.#now(),
    );
  }

  /** A provider that is down for days would have all of it told at once when it is back, and none of it is news. */
  #makePlace(line: string): void {
    const query = "SELECT COUNT(*) AS waiting, MIN(id) AS oldest FROM notices WHERE line = ?";
    const [row] = this.#sql.exec<{ waiting: number; oldest: number }>(query, line).toArray();
    if (!row || row.waiting < mostWaiting) return;
    this.#log(`Provider ${line} has ${row.waiting} messages waiting: the oldest is given up.`);
    this.#sql.exec("DELETE FROM notices WHERE id = ?", row.oldest);
  }

  #saidLately({ uid, message, metadata }: Happening): boolean {
    const what = JSON.stringify([uid, message, metadata["revision"] ?? ""]);
    const now = this.#now();
    this.#sql.exec("DELETE FROM said WHERE at < ?", now - quiet);
    if (this.#sql.exec("SELECT 1 FROM said WHERE what = ?", what).toArray().length > 0) return true;
    this.#sql.exec("INSERT INTO said VALUES (?, ?)", what, now);
    return false;
  }
}

function providerOf(alert: Resource, mirror: NoticeMirror): Resource | undefined {
  const ref = alert.spec["providerRef"];
  if (typeof ref !== "object" || ref === null || !("name" in ref) || typeof ref["name"] !== "string")
    return undefined;
  return mirror.named("Provider", alert.namespace, ref["name"]);
}

/** What was found out about a tree by reading all of it, so that the next commit's costs what it changed. */
export class TreeFacts {
  readonly #sql: SqlStorage;
  #isMade = false;
  #puts = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** `about` names a question, `id` the tree; the answer is a text of the asker's. */
  get(about: string, id: string): string | undefined {
    this.#make();
    const query = "SELECT fact FROM tree_facts WHERE id = ? AND about = ?";
    return this.#sql.exec<{ fact: string }>(query, id, about).toArray()[0]?.fact;
  }

  /** What no row can hold is not remembered, and found out anew each time. */
  put(about: string, id: string, fact: string): void {
    if (fact.length > longestFact) return;
    this.#make();
    this.#puts += 1;
    this.#sql.exec("INSERT OR REPLACE INTO tree_facts VALUES (?, ?, ?)", id, about, fact);
  }

  /** Past so many all are forgotten: they are found out anew. */
  trim(): void {
    if (this.#puts < 1_000) return; // counting them takes its time
    this.#puts = 0;
    const { facts } = this.#sql.exec<{ facts: number }>("SELECT COUNT(*) AS facts FROM tree_facts").one();
    if (facts > mostFacts) this.#sql.exec("DELETE FROM tree_facts");
  }

  #make(): void {
    if (this.#isMade) return;
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS tree_facts (id TEXT, about TEXT, fact TEXT NOT NULL, PRIMARY KEY (id, about)) WITHOUT ROWID",
    );
    this.#isMade = true;
  }
}

/** As those use it who find things out. */
export type Facts = Pick<TreeFacts, "get" | "put">;

const mostFacts = 200_000;
/** Rows in a Durable Object end at 2 MB, and a character may take four bytes. */
const longestFact = 500_000;

import type { Capabilities } from "./git-client.ts";
import { Host } from "./host.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Fetching } from "./remote-file.ts";
import { RemoteStores } from "./remote-stores.ts";

/** A repository as builds of another read it. */
export type OpenRepository = {
  readonly host: Host;
  readonly store: ObjectStore;
  /** Whoever may read one commit in the store may read all: everything in it came without a credential. */
  readonly isAnonymous: boolean;
};

/** Of so many hosts it is remembered what they can do; forgetting it costs a request. */
const mostCapabilities = 100;

/** The repositories that builds lead to, as somebody without a credential sees them. */
export class RemoteRepositories {
  readonly #stores: RemoteStores;
  readonly #capabilities = new Map<string, Capabilities>();

  constructor(sql: SqlStorage) {
    this.#stores = new RemoteStores(sql);
  }

  open(url: string, fetching: Fetching): OpenRepository {
    const now = (): number => Date.now();
    const store = this.#stores.of(url, now());
    const host = new Host({
      remote: { url, ...fetching },
      store,
      capabilities: {
        get: () => this.#capabilities.get(url),
        put: (known) => (known ? this.#capabilities.set(url, known) : this.#capabilities.delete(url)),
      },
      sight: new Set(),
      now,
    });
    return { host, store, isAnonymous: true };
  }

  /** Only between visits: a build under way would find nothing to read. */
  forgetPast(most: number): void {
    this.#stores.forgetPast(most);
    if (this.#capabilities.size > mostCapabilities) this.#capabilities.clear();
  }
}

import type { Capabilities, GitRemote } from "#functions/source/git/git-client.ts";
import { Host } from "#functions/source/host.ts";
import type { ObjectStore } from "#functions/source/store/object-store.ts";
import { RemoteStores } from "./remote-stores.ts";

/** A repository beside the one that is followed. */
export type OpenRepository = {
  readonly host: Host;
  readonly store: ObjectStore;
  /** Whoever may read one commit in the store may read all: everything in it came with the same credential, or none. */
  readonly isAnonymous: boolean;
};

/** Of so many hosts it is remembered what they can do; forgetting it costs a request. */
const mostCapabilities = 100;

/** The repositories that a source leads to: what its builds name, its submodules, and what it includes. */
export class RemoteRepositories {
  readonly #stores: RemoteStores;
  readonly #capabilities = new Map<string, Capabilities>();

  constructor(sql: SqlStorage) {
    this.#stores = new RemoteStores(sql);
  }

  /** `group` names the credential that the remote is met with, "" for none: what one brought, no other sees. */
  open(remote: GitRemote, group = ""): OpenRepository {
    const now = (): number => Date.now();
    const store = this.#stores.of(group === "" ? remote.url : `${group} ${remote.url}`, now());
    const host = new Host({
      remote,
      store,
      capabilities: {
        get: () => this.#capabilities.get(remote.url),
        put: (known) =>
          known ? this.#capabilities.set(remote.url, known) : this.#capabilities.delete(remote.url),
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

  /** Only between visits as well. */
  evict(limits: Parameters<RemoteStores["evict"]>[0]): Promise<void> {
    return this.#stores.evict(limits);
  }
}

import { DurableObject } from "cloudflare:workers";
import type { Subscription } from "#shared/model/delivery.ts";
import type { Filing, RefMove } from "#shared/model/hook.ts";
import { FollowedRepository, type RepositoryRooms } from "./repository.ts";

/**
 * One repository's object. Whoever signs a delivery names the repository, so there may be one of any name: it keeps
 * nothing, not even empty tables, before the first cluster follows it.
 */
export class RepositoryObject<Env> extends DurableObject<Env> {
  readonly #rooms: RepositoryRooms;
  #followed: FollowedRepository | undefined;

  constructor(ctx: DurableObjectState, env: Env, rooms: RepositoryRooms) {
    super(ctx, env);
    this.#rooms = rooms;
    if (this.#wasFollowed()) this.#open();
  }

  async file(push: Partial<RefMove>, delivery?: string): Promise<Filing> {
    return this.#followed?.file(push, delivery) ?? "nobody-follows";
  }

  async subscribe(subscription: Subscription, look: boolean): Promise<void> {
    await this.#open().subscribe(subscription, look);
  }

  async unsubscribe(cluster: string, uid: string): Promise<void> {
    const followed = this.#followed;
    if (!followed || (await followed.unsubscribe(cluster, uid))) return;
    // Behind the answer: the end of a look is waited for, and the look may wait for whoever asks this.
    this.ctx.waitUntil(this.#forget(followed));
  }

  /** What a repository held for those who followed it is nobody else's. */
  async #forget(followed: FollowedRepository): Promise<void> {
    if (!(await followed.isLeft()) || this.#followed !== followed) return;
    this.#followed = undefined;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  override async alarm(): Promise<void> {
    await this.#followed?.alarm();
  }

  #open(): FollowedRepository {
    this.#followed ??= new FollowedRepository(this.ctx, this.#rooms);
    return this.#followed;
  }

  #wasFollowed(): boolean {
    const query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'subscribers'";
    return this.ctx.storage.sql.exec(query).toArray().length > 0;
  }
}

import { customKinds, type CustomKind } from "#shared/kube/custom-kinds.ts";
import { objectPath } from "#shared/kube/path.ts";
import type { Kube } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { changeLog } from "#shared/model/change-log.ts";
import { inventoryEntry, type InventoryEntry } from "#shared/model/inventory.ts";
import { goDuration, type Instant } from "#shared/model/instant.ts";
import { isJsonObject, type JsonObject } from "#shared/model/json.ts";
import type { ApplyJob } from "#shared/wire/job.ts";
import type { ObjectResult } from "#shared/wire/report.ts";
import type { SourceVerdict, Verdict } from "#shared/wire/verdict.ts";
import type { Credential, Resource } from "#shared/wire/mirror.ts";
import { changesStatus } from "./conditions.ts";
import { writeEvent, type Note } from "./events.ts";
import type { HealthNews } from "#shared/wire/report.ts";
import {
  endingOf,
  endingOfVerdict,
  inventoryAfter,
  kustomizationStatus,
  type Ended,
} from "./kustomization-status.ts";
import { lastHealthy, type HealthVerdict } from "./health-conditions.ts";
import { receiverEnding, receiverStatus } from "./receiver-status.ts";
import { isInTrouble, sourceStatus } from "./source-status.ts";

/** Who writes a kind's status at Flux. */
const managers: Readonly<Partial<Record<CustomKind, string>>> = {
  GitRepository: "gotk-source-controller",
  Receiver: "notification-controller",
};

type Held = { readonly kind: CustomKind; readonly object: JsonObject };

/** Begins to wait; what was waited for so far for this Kustomization is dropped. */
export type HealthWish = {
  readonly timeout: number; // ms
  readonly begin: (about: Pick<Ended, "revision" | "requestedAt">) => void;
};

export type Checked = Pick<Ended, "revision" | "requestedAt"> & { readonly uid: string };

export type ReporterParts = {
  readonly kube: Kube;
  readonly byUid: (uid: string) => Held | undefined;
  /** Takes the newest copy of an object that a write of ours gave back. */
  readonly refresh: (object: JsonObject) => void;
  readonly inventoryOf: (object: JsonObject) => InventoryEntry[];
  /** How to wait for the objects of a Kustomization to become well; undefined where it does not ask for that. */
  readonly healthOf: (
    kustomization: JsonObject,
    inventory: readonly InventoryEntry[],
  ) => HealthWish | undefined;
  /** Tells the edge how the objects are. */
  readonly known: (health: Omit<HealthNews, "type">) => void;
  readonly now: () => Instant;
  readonly log: (line: string) => void;
};

/** Writes status and Events: what `kubectl get` and Flux's own tools read. */
export class Reporter {
  readonly #parts: ReporterParts;

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** Before a job creates anything, its objects stand in the inventory: a relay that dies leaves no orphan. */
  async before(job: ApplyJob): Promise<void> {
    const held = this.#parts.byUid(job.uid);
    if (!held || !job.inventory) return;
    const before = this.#parts.inventoryOf(held.object);
    const known = new Set(before.map(({ id }) => id));
    const coming = job.apply
      .map(({ manifest }) => inventoryEntry(manifest))
      .filter(({ id }) => !known.has(id));
    if (coming.length === 0) return;
    const inventory = { entries: [...before, ...coming].map(({ id, v }) => ({ id, v })) };
    await this.#write(held, { inventory });
  }

  async after(job: ApplyJob, results: readonly ObjectResult[], milliseconds: number): Promise<void> {
    const held = this.#parts.byUid(job.uid);
    if (!held) return;
    const { revision, requestedAt } = job;
    const ending = endingOf(results);
    const inventory = inventoryAfter(job, this.#parts.inventoryOf(held.object), results);
    const ended = {
      revision,
      requestedAt,
      ending,
      now: this.#parts.now(),
      ...(inventory ? { inventory } : {}),
    };
    const log = changeLog(results);
    const wish = ending.ok
      ? this.#parts.healthOf(held.object, inventory ?? this.#parts.inventoryOf(held.object))
      : undefined;
    if (wish) {
      const told =
        log === "" ? undefined : this.#event(held, { reason: "Progressing", message: log, revision });
      await Promise.all([told, this.#begin(held, wish, ended)]);
      return;
    }
    const interval = textAt(held.object, "spec", "interval");
    const end: Note = ending.ok
      ? {
          reason: "ReconciliationSucceeded",
          message: `Reconciliation finished in ${goDuration(milliseconds)}, next run in ${interval}`,
          revision,
        }
      : { reason: ending.reason, message: ending.message, isWarning: true, revision };
    // Status and Events do not wait for each other: whoever watches sees Ready as soon as may be.
    await Promise.all([
      this.#write(held, kustomizationStatus(held.object, ended)),
      log === "" ? undefined : this.#event(held, { reason: "Progressing", message: log, revision }),
      this.#event(held, end),
    ]);
  }

  async verdict(verdict: Verdict): Promise<void> {
    const held = this.#parts.byUid(verdict.uid);
    if (!held) return;
    const { revision, requestedAt } = verdict;
    const ending = endingOfVerdict(verdict);
    const wish = ending.ok
      ? this.#parts.healthOf(held.object, this.#parts.inventoryOf(held.object))
      : undefined;
    const health = wish && lastHealthy(held.object);
    const ended = { revision, requestedAt, ending, now: this.#parts.now() };
    if (wish && health === undefined) return this.#begin(held, wish, ended);
    const known = health === undefined ? ended : { ...ended, ending: { ok: true, health } as const };
    const status = kustomizationStatus(held.object, known);
    if (health !== undefined) this.#tellHealth(held, { revision, ok: true, message: health });
    const wrote = await this.#write(held, status);
    if (wrote && !ending.ok)
      await this.#event(held, { reason: ending.reason, message: ending.message, isWarning: true, revision });
  }

  /** Objects that were waited for have become well, or have not. */
  async checked({ uid, revision, requestedAt }: Checked, end: HealthVerdict): Promise<void> {
    const held = this.#parts.byUid(uid);
    if (!held) return;
    const { ok, message } = end;
    const ending = ok ? { ok, health: message } : { ok, reason: "HealthCheckFailed", message };
    const status = kustomizationStatus(held.object, {
      revision,
      requestedAt,
      ending,
      now: this.#parts.now(),
    });
    this.#tellHealth(held, { revision, ...end });
    await this.#write(held, status);
    const reason = ok ? "ReconciliationSucceeded" : "HealthCheckFailed";
    await this.#event(held, { reason, message, isWarning: !ok, revision });
  }

  async #begin(held: Held, { timeout, begin }: HealthWish, ended: Ended): Promise<void> {
    const { revision, requestedAt } = ended;
    const message = `Running health checks for revision ${revision} with a timeout of ${goDuration(timeout)}`;
    const ending = { ok: "later", message } as const;
    await this.#write(held, kustomizationStatus(held.object, { ...ended, ending }));
    begin({ revision, requestedAt });
  }

  #tellHealth({ object }: Held, health: HealthVerdict & { readonly revision: string }): void {
    const generation = at(object, "metadata", "generation");
    this.#parts.known({
      uid: textAt(object, "metadata", "uid"),
      generation: typeof generation === "number" ? generation : 0,
      ...health,
    });
  }

  async source(verdict: SourceVerdict): Promise<void> {
    const held = this.#parts.byUid(verdict.uid);
    if (!held) return;
    const { outcome } = verdict;
    const before = textAt(held.object, "status", "artifact", "revision");
    const wasInTrouble = isInTrouble(held.object);
    const wrote = await this.#write(held, sourceStatus(held.object, verdict, this.#parts.now()));
    if (!wrote) return;
    if (!outcome.ok) {
      const { reason, message } = outcome;
      return this.#event(held, { reason, message, isWarning: true, revision: before });
    }
    if (!outcome.isNew && !wasInTrouble) return;
    const { revision, digest } = outcome.artifact;
    const message = `stored artifact for commit '${outcome.commit?.subject.slice(0, 50) ?? ""}'`;
    await this.#event(held, {
      reason: outcome.isNew ? "NewArtifact" : "Succeeded",
      message,
      revision,
      digest,
    });
  }

  /** Where a Receiver's hook is, once the edge has been shown it, or why there is none. */
  async receiver(resource: Resource, credential: Credential | undefined): Promise<void> {
    const held = this.#parts.byUid(resource.uid);
    if (!held) return;
    const ending = receiverEnding(resource, credential);
    const wrote = await this.#write(held, receiverStatus(held.object, ending, this.#parts.now()));
    if (!wrote || ending.type === "suspended") return;
    const interval = textAt(held.object, "spec", "interval");
    if (ending.type === "open") {
      const message = `Reconciliation finished, next run in ${interval}`;
      return this.#event(held, { reason: "Succeeded", message, revision: "" });
    }
    const { message } = ending;
    const reason = ending.isFinal ? ending.reason : "Failed";
    await this.#event(held, { reason, message, isWarning: true, revision: "" });
  }

  /** A merge patch of the status; false when it would change nothing, and so is not sent. */
  async #write({ kind, object }: Held, status: JsonObject): Promise<boolean> {
    if (!changesStatus(object, status)) return false;
    const namespace = textAt(object, "metadata", "namespace");
    const name = textAt(object, "metadata", "name");
    const manager = managers[kind] ?? "gotk-kustomize-controller";
    const path = `${objectPath(customKinds[kind], { namespace, name })}/status?fieldManager=${manager}`;
    const contentType = "application/merge-patch+json";
    const answer = await this.#parts.kube({ method: "PATCH", path, contentType, body: { status } });
    if (!isSuccess(answer)) this.#parts.log(`status of ${kind} ${namespace}/${name}: ${refusalIn(answer)}`);
    else if (isJsonObject(answer.body)) this.#parts.refresh(answer.body);
    return true;
  }

  async #event({ object }: Held, note: Note): Promise<void> {
    await writeEvent(this.#parts.kube, object, { note, now: this.#parts.now() }).catch((error: unknown) =>
      this.#parts.log(error instanceof Error ? error.message : String(error)),
    );
  }
}

import { customKindNames, customKinds, type CustomKind } from "#shared/kube/custom-kinds.ts";
import { collectionPath } from "#shared/kube/path.ts";
import type { Kube } from "#shared/kube/request.ts";
import { textAt } from "#shared/kube/status.ts";
import { isJsonObject, type JsonObject } from "#shared/model/json.ts";
import type { Credential, Mirror, Resource } from "#shared/wire/mirror.ts";
import { readCredential, type SecretUse } from "./credentials.ts";
import { shownAs } from "./resources.ts";
import { secretKey, secretsOf, secretUses } from "./secret-uses.ts";

/** What follows a collection of the API server's for as long as it is asked to. */
export type Follow = (
  path: string,
  following: {
    readonly onList: (objects: readonly JsonObject[]) => void;
    readonly onChange: (object: JsonObject) => void;
    readonly onGone: (object: JsonObject) => void;
  },
) => void;

export type MirrorParts = {
  readonly kube: Kube;
  readonly follow: Follow;
  /** Sends to the edge; false while it is not there. */
  readonly send: (mirror: Mirror) => boolean;
  /** Every resource as it comes, before the edge is told: what is being deleted is finished here. */
  readonly seen: (kind: CustomKind, object: JsonObject) => void;
  readonly gone: (uid: string) => void;
  /** What the edge has just been shown, and the Secrets that went along. */
  readonly shown: (resources: readonly Resource[], credentials: readonly Credential[]) => void;
  readonly log: (line: string) => void;
};

/** Keeps the edge's picture of our custom resources true, and the relay's own copy of them. */
export class ResourceMirror {
  readonly #parts: MirrorParts;
  readonly #objects = new Map<string, { readonly kind: CustomKind; readonly object: JsonObject }>();
  readonly #shown = new Map<string, string>();
  readonly #listed = new Set<CustomKind>();
  #whole = false;
  #secrets = "";
  #read: ReadonlyMap<string, SecretUse> = new Map();
  #line: Promise<void> = Promise.resolve();

  constructor(parts: MirrorParts) {
    this.#parts = parts;
  }

  start(): void {
    for (const kind of customKindNames)
      this.#parts.follow(collectionPath(customKinds[kind], ""), {
        onList: (objects) => this.#list(kind, objects),
        onChange: (object) => this.#change(kind, object),
        onGone: (object) => this.#gone(kind, object),
      });
  }

  /** The newest copy of a resource, status and all; undefined when the cluster has none of this uid. */
  byUid(uid: string): { readonly kind: CustomKind; readonly object: JsonObject } | undefined {
    return this.#objects.get(uid);
  }

  /** Every resource that the cluster has. */
  all(): Iterable<{ readonly kind: CustomKind; readonly object: JsonObject }> {
    return this.#objects.values();
  }

  /** Takes a copy that is newer than the watch: what a write of our own gave back. */
  refresh(object: JsonObject): void {
    const uid = textAt(object, "metadata", "uid");
    const held = this.#objects.get(uid);
    // The watch may have brought a newer one already.
    if (held && versionOf(object) >= versionOf(held.object))
      this.#objects.set(uid, { kind: held.kind, object: lean(object) });
  }

  /** Shows the edge all there is; called when it has just welcomed us. */
  showAll(): void {
    this.#inTurn(async () => {
      if (this.#listed.size < customKindNames.length) return; // the lists are under way and end in this
      const { resources, credentials } = await this.#picture();
      // From the picture to its sending nothing is awaited, so no change can come between.
      this.#shown.clear();
      for (const resource of resources) this.#shown.set(resource.uid, textOf(resource));
      this.#secrets = JSON.stringify(credentials);
      this.#whole = this.#parts.send({ type: "mirror", complete: true, resources, gone: [], credentials });
      if (this.#whole) this.#parts.shown(resources, credentials);
    });
  }

  /** Secrets are not watched: they are read again now and then, and shown when one has changed. */
  lookAtSecrets(): void {
    if (!this.#whole) return this.showAll(); // the last picture did not get through
    this.#inTurn(async () => {
      const { credentials } = await this.#picture();
      if (JSON.stringify(credentials) !== this.#secrets) this.showAll();
    });
  }

  /** The edge went away: the next thing it hears is everything. */
  pause(): void {
    this.#whole = false;
  }

  #list(kind: CustomKind, objects: readonly JsonObject[]): void {
    const listed = new Set(objects.map((object) => textAt(object, "metadata", "uid")));
    for (const [uid, held] of this.#objects) {
      if (held.kind !== kind) continue;
      this.#objects.delete(uid);
      if (!listed.has(uid)) this.#parts.gone(uid); // it went while the watch was away
    }
    for (const object of objects) this.#keep(kind, object);
    this.#listed.add(kind);
    if (this.#listed.size === customKindNames.length) this.showAll();
  }

  #change(kind: CustomKind, object: JsonObject): void {
    this.#keep(kind, object);
    const uid = textAt(object, "metadata", "uid");
    this.#inTurn(async () => {
      const before = this.#shownNow(uid);
      if (!before || this.#shown.get(uid) === textOf(before)) return;
      const credentials = await this.#credentials([before]);
      const resource = this.#shownNow(uid); // the copy of now: another may have come while Secrets were read
      if (!resource || !this.#whole) return;
      this.#shown.set(uid, textOf(resource));
      const change = { resources: [resource], gone: [], credentials };
      if (this.#parts.send({ type: "mirror", complete: false, ...change }))
        this.#parts.shown([resource], credentials);
    });
  }

  #gone(kind: CustomKind, object: JsonObject): void {
    const { uid, namespace, name } = shownAs(kind, object, false);
    this.#objects.delete(uid);
    this.#parts.gone(uid);
    this.#inTurn(async () => {
      if (!this.#shown.delete(uid) || !this.#whole) return;
      const gone = [{ kind, namespace, name }];
      this.#parts.send({ type: "mirror", complete: false, resources: [], gone, credentials: [] });
    });
  }

  #shownNow(uid: string): Resource | undefined {
    const held = this.#objects.get(uid);
    return held && shownAs(held.kind, held.object, false);
  }

  /** One message after the other; one that could not be made is made up for by the next look at the Secrets. */
  #inTurn(work: () => Promise<void>): void {
    this.#line = this.#line.then(work).catch((error: unknown) => {
      this.#parts.log(`mirror: ${error instanceof Error ? error.message : String(error)}`);
      this.pause();
    });
  }

  /** Every resource, with the Secrets that they name: read again where they came to name others meanwhile. */
  async #picture(): Promise<{ resources: Resource[]; credentials: Credential[] }> {
    for (;;) {
      const credentials = await this.#credentials(this.#resources());
      const resources = this.#resources();
      if (resources.flatMap(secretsOf).every((use) => this.#wasRead(use))) return { resources, credentials };
    }
  }

  #resources(): Resource[] {
    return [...this.#objects.values()].map(({ kind, object }) => shownAs(kind, object, true));
  }

  #keep(kind: CustomKind, object: JsonObject): void {
    this.#objects.set(textAt(object, "metadata", "uid"), { kind, object: lean(object) });
    this.#parts.seen(kind, object);
  }

  #wasRead(use: SecretUse): boolean {
    const purposes = this.#read.get(secretKey(use))?.purposes;
    return [...use.purposes].every((purpose) => purposes?.has(purpose));
  }

  async #credentials(resources: readonly Resource[]): Promise<Credential[]> {
    const named = new Set(resources.flatMap(secretsOf).map(secretKey));
    this.#read = new Map();
    if (named.size === 0) return [];
    // What is shown of a Secret replaces what was: it has to serve whoever else refers to it as well.
    const all = [...this.#objects.values()].map(({ kind, object }) => shownAs(kind, object, false));
    const wanted = [...secretUses([...all, ...resources])].filter(([key]) => named.has(key));
    this.#read = new Map(wanted);
    const read = await Promise.all(
      wanted.map(([, use]) =>
        // One that cannot be read costs what names it, and nothing else.
        readCredential(this.#parts.kube, use).catch((error: unknown) => this.#parts.log(String(error))),
      ),
    );
    return read.filter((credential) => credential !== undefined);
  }
}

function versionOf(object: JsonObject): number {
  return Number(textAt(object, "metadata", "resourceVersion"));
}

/** Managed fields are half of an object's bytes, and nothing here reads them. */
function lean(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isJsonObject(metadata)) return object;
  const kept = Object.entries(metadata).filter(([name]) => name !== "managedFields");
  return { ...object, metadata: Object.fromEntries(kept) };
}

/** What the edge would be shown; an inventory goes with the whole picture alone and makes no difference. */
function textOf(resource: Resource): string {
  return JSON.stringify(Object.entries(resource).filter(([name]) => name !== "inventory"));
}

import { DurableObject } from "cloudflare:workers";
import type { ClusterView } from "#shared/model/cluster-view.ts";
import type { Delivery } from "#shared/model/delivery.ts";
import type { HookCall, HookOutcome } from "#shared/model/hook.ts";
import type { Happening } from "#shared/model/happening.ts";
import type { Instant } from "#shared/model/instant.ts";
import type { Hello, ToEdge } from "#shared/wire/to-edge.ts";
import { WIRE_VERSION } from "#shared/wire/to-edge.ts";
import type { Mirror, Resource } from "#shared/wire/mirror.ts";
import type { Refusal } from "#shared/wire/report.ts";
import type { Audit, Instruction } from "#shared/wire/to-relay.ts";
import { auditOf, lessonOf } from "./audits.ts";
import { Conclusions } from "./conclusions.ts";
import { Dependencies } from "./dependencies.ts";
import { DesiredStore } from "./desired-store.ts";
import { DriftBook } from "./drift-book.ts";
import { Flights } from "./flights.ts";
import { Healths } from "./healths.ts";
import { HookDesk } from "./hook-desk.ts";
import { HookMemory } from "./hook-memory.ts";
import { hookToken } from "./hook-tokens.ts";
import { MirrorStore } from "./mirror-store.ts";
import type { ClusterRooms, NoticeDesk } from "./cluster-rooms.ts";
import { RelayHeads } from "./relay-heads.ts";
import { Reconciler, type LedgerBook } from "./reconciler.ts";
import { RelayLine } from "./relay-line.ts";
import { begin, challenge, heard, talkOf } from "./relay-socket.ts";
import { SourceBook } from "./source-book.ts";
import { SourceDesk } from "./source-desk.ts";
import { VerdictPost } from "./verdict-post.ts";

/** One cluster: its mirror, ledger and relay. It remembers and wakes; the Reconciler carries out. */
export class ClusterObject<Env> extends DurableObject<Env> {
  readonly #rooms: ClusterRooms;
  readonly #mirror: MirrorStore;
  readonly #desired: DesiredStore;
  readonly #flights: Flights;
  readonly #conclusions: Conclusions;
  readonly #healths: Healths;
  readonly #book: SourceBook;
  readonly #heads: RelayHeads;
  readonly #sources: SourceDesk;
  readonly #hooks: HookDesk;
  readonly #ledger: LedgerBook;
  readonly #notices: NoticeDesk;
  readonly #reconciler: Reconciler;
  readonly #line: RelayLine;
  readonly #post: VerdictPost;
  #hearing: Promise<void> = Promise.resolve();
  #waking: Promise<void> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env, rooms: ClusterRooms) {
    super(ctx, env);
    const { sql } = ctx.storage;
    this.#rooms = rooms;
    this.#mirror = new MirrorStore(sql);
    this.#desired = new DesiredStore(sql);
    this.#flights = new Flights(sql);
    this.#conclusions = new Conclusions(sql);
    this.#healths = new Healths(sql);
    this.#book = new SourceBook(sql);
    this.#heads = new RelayHeads(sql);
    this.#ledger = rooms.ledger(sql);
    this.#notices = rooms.notices(sql);
    this.#line = new RelayLine({ sockets: () => ctx.getWebSockets(), key: rooms.key });
    const send = (instruction: Instruction): Promise<boolean> => this.#line.send(instruction);
    this.#post = new VerdictPost({ isLinked: () => this.#line.relays().length > 0, send });
    this.#reconciler = new Reconciler({
      mirror: this.#mirror,
      desired: this.#desired,
      ledger: this.#ledger,
      flights: this.#flights,
      conclusions: this.#conclusions,
      dependencies: new Dependencies({
        mirror: this.#mirror,
        conclusions: this.#conclusions,
        healths: this.#healths,
      }),
      healths: this.#healths,
      drifts: new DriftBook(sql),
      send,
      verdict: (verdict) => this.#post.tell(verdict),
      tell: (happening) => this.#tell(happening),
      now: () => Date.now(),
    });
    this.#sources = new SourceDesk({
      mirror: this.#mirror,
      book: this.#book,
      desired: this.#desired,
      repository: rooms.repository,
      send,
      tell: (happening) => this.#tell(happening),
      plan: (uid) => this.#plan(uid),
      log: rooms.log,
    });
    this.#hooks = new HookDesk({
      mirror: this.#mirror,
      memory: new HookMemory(sql),
      cluster: () => this.#book.self().cluster,
      token: (sealed) => hookToken(sealed, async (text) => (await rooms.key()).open(text)),
      offer: rooms.offerHooks,
      push: rooms.push,
      reconcile: (kustomizations) => ctx.waitUntil(this.#reconcileNow(kustomizations)),
      now: () => Date.now(),
      log: rooms.log,
    });
    // The relay asks "ping" in the quiet; the platform answers for us, so an idle cluster sleeps.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** The relay's upgrade, from the door that has read its certificate. */
  override async fetch(request: Request): Promise<Response> {
    const relay = request.headers.get("x-plumbline-relay") ?? "";
    this.#book.rememberCluster(request.headers.get("x-plumbline-cluster") ?? "");
    // Whoever has proved nothing yet is not kept waiting beside others of the kind.
    for (const unproved of this.ctx.getWebSockets())
      if (talkOf(unproved).session === undefined)
        unproved.close(4001, "another caller came before your hello");
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    challenge(server, relay);
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#inTurn(() => this.#handle(socket, data));
  }

  /** The platform hands over the next message while one still waits: a mirror may not overtake another. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#hearing.then(work);
    this.#hearing = done.catch(() => undefined);
    return done;
  }

  async #handle(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const message = heard(data);
    if (message.type === "nonsense")
      return this.#line.answer(socket, { type: "unsupported", what: message.why });
    if (message.type === "hello") return this.#greet(socket, message);
    if (talkOf(socket).session === undefined) return socket.close(4003, "say hello first");
    await this.#hear(message);
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    try {
      // The platform answers no Close frame for a socket that may sleep, and a relay would wait for it.
      socket.close(1000, "goodbye");
    } catch {
      // The line was dead already: there is nobody to say it to.
    }
    // In its turn: what the relay said last still counts, and would find its job ended.
    await this.#inTurn(async () => {
      if (!this.#line.relays().some((other) => other !== socket)) this.#forgetRelay();
    });
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.webSocketClose(socket);
  }

  override async alarm(): Promise<void> {
    this.#flights.endSilent(Date.now());
    await this.#planAll();
    this.ctx.waitUntil(this.#flush()); // whoever is told waits for nobody, and nobody for them
  }

  /** News from a repository. Gives the uids whose builds have to be sent whole. */
  async deliver({ source, builds }: Delivery): Promise<string[]> {
    // A repository that the Kustomization has left may be late with its last word.
    const current = builds.filter(
      ({ uid, generation }) => generation >= (this.#mirror.byUid(uid)?.generation ?? 0),
    );
    const stale = current.filter((news) => !this.#desired.take(news)).map(({ uid }) => uid);
    // Objects first, status after: what people wait for is the change.
    await this.#post.gather(async () => {
      for (const { uid } of current) if (!stale.includes(uid)) await this.#plan(uid);
    });
    if (source) await this.#sources.say(source);
    return stale;
  }

  /** A call at one of the hooks of this cluster's Receivers, already checked. */
  async hooked(call: HookCall): Promise<HookOutcome> {
    return this.#hooks.take(call);
  }

  /** As an asking by annotation: what failed rests no longer, and what strayed is put right. */
  async #reconcileNow(kustomizations: readonly Resource[]): Promise<void> {
    for (const { uid } of kustomizations) {
      this.#conclusions.endRest(uid);
      await this.#plan(uid);
    }
    await this.#ask(auditOf(kustomizations, this.#books()));
  }

  /** The scheduled look: sources whose interval has passed, drift, and whatever lost its alarm. */
  async patrol(): Promise<void> {
    const now = Date.now();
    this.#flights.endSilent(now);
    await this.#sources.patrol();
    await this.#hooks.offer();
    const kustomizations = this.#mirror.all("Kustomization");
    await this.#ask(auditOf(kustomizations, this.#books()));
    // A lesson whose answer was lost would leave them unbelieved, and so unserved, for as long as the link holds.
    await this.#ask(
      lessonOf(
        kustomizations.filter(({ uid }) => !this.#ledger.verified(uid)),
        this.#books(),
      ),
    );
    await this.alarm();
  }

  /** What the edge knows of this cluster, for whoever runs it. */
  async view(): Promise<ClusterView> {
    const kustomizations = this.#mirror.all("Kustomization").map(({ uid, namespace, name }) => ({
      namespace,
      name,
      revision: this.#desired.wish(uid)?.revision ?? "",
      objects: this.#ledger.read(uid).entries.size,
      isUnderWay: this.#flights.of(uid) !== undefined,
    }));
    return { linked: this.#line.relays().length > 0, kustomizations };
  }

  /** Hangs up on the relay: its key is no longer trusted. */
  async dismiss(): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) socket.close(4003, "this relay was shut out");
    this.#forgetRelay();
  }

  /** Its jobs are gone with it, and what it remembers is unknown until it says. */
  #forgetRelay(): void {
    this.#flights.endAll();
    this.#ledger.doubtAll();
  }

  async #greet(socket: WebSocket, hello: Hello): Promise<void> {
    if (hello.version > WIRE_VERSION + 1 || !(await begin(socket, hello))) {
      socket.close(4003, "the proof does not fit the certificate, or the version is unknown");
      return;
    }
    // One relay speaks for a cluster. The newest wins: the older one is a connection that died unnoticed.
    for (const older of this.ctx.getWebSockets())
      if (older !== socket) older.close(4001, "another relay took over");
    this.#forgetRelay();
    this.#conclusions.untell();
    this.#heads.remember(hello.heads);
    await this.#line.answer(socket, { type: "welcome", version: WIRE_VERSION });
  }

  async #hear(message: Exclude<ToEdge, Hello>): Promise<void> {
    switch (message.type) {
      case "mirror":
        return this.#takeMirror(message);
      case "report":
        this.#heads.forget(message.uid);
        return this.#wakeAt(await this.#reconciler.reported(message));
      case "stale-base":
        return this.#wakeAt(await this.#reconciler.stale(message));
      case "health":
        return this.#wakeAt(await this.#reconciler.healthTold(message));
      case "drift":
        return this.#wakeAt(await this.#reconciler.drifted(message));
      case "refusal":
        return this.#refused(message);
      case "served":
        for (const uid of message.uids) {
          this.#conclusions.endRest(uid);
          await this.#plan(uid);
        }
        return undefined;
    }
  }

  async #refused({ uid, job, why }: Refusal): Promise<void> {
    if (this.#flights.of(uid)?.job === job) this.#flights.end(uid);
    const kustomization = this.#mirror.byUid(uid);
    // A relay that has forgotten is taught. Any other reason is in the mirror by now, or will be: that plans again.
    if (kustomization && why === "unknown-base") await this.#ask(lessonOf([kustomization], this.#books()));
  }

  async #takeMirror(mirror: Mirror): Promise<void> {
    const key = await this.#rooms.key();
    await this.#mirror.take(mirror, (text) => key.seal(text));
    const kustomizations = this.#mirror.all("Kustomization");
    const living = new Set(kustomizations.map(({ uid }) => uid));
    for (const uid of this.#desired.uids()) if (!living.has(uid)) this.#forget(uid);

    const shown = mirror.complete
      ? kustomizations
      : mirror.resources.filter(({ kind }) => kind === "Kustomization");
    const doubtful = shown.filter((kustomization) => !this.#heads.settles(kustomization, this.#ledger));
    await this.#ask(lessonOf(doubtful, this.#books()));
    await this.#post.gather(async () => {
      for (const { uid } of shown) await this.#plan(uid);
    });
    const asked = mirror.resources.filter(({ kind, requestedAt }) => kind === "Kustomization" && requestedAt);
    if (!mirror.complete) await this.#ask(auditOf(asked, this.#books()));
    await this.#sources.follow(mirror.complete);
    await this.#hooks.follow(mirror);
  }

  #tell(happening: Happening): void {
    this.#notices.file(happening, this.#mirror);
    this.ctx.waitUntil(this.#flush());
  }

  async #flush(): Promise<void> {
    await this.#wakeAt(await this.#notices.flush(async (sealed) => (await this.#rooms.key()).open(sealed)));
  }

  async #planAll(): Promise<void> {
    for (const uid of this.#desired.uids()) await this.#plan(uid);
  }

  async #plan(uid: string): Promise<void> {
    await this.#wakeAt(await this.#reconciler.plan(uid));
  }

  #books(): { ledger: LedgerBook; flights: Flights } {
    return { ledger: this.#ledger, flights: this.#flights };
  }

  #forget(uid: string): void {
    this.#desired.forget(uid);
    this.#ledger.forget(uid);
    this.#flights.end(uid);
    this.#conclusions.forget(uid);
    this.#healths.forget(uid);
    this.#reconciler.forget(uid);
  }

  async #ask(audit: Audit): Promise<void> {
    if (audit.kustomizations.length > 0) await this.#line.send(audit);
  }

  /** One after the other: of two that read the alarm at once, the later time would replace the earlier. */
  async #wakeAt(at: Instant | undefined): Promise<void> {
    if (at === undefined) return;
    const set = this.#waking.then(async () => {
      const now = await this.ctx.storage.getAlarm();
      if (now === null || now > at) await this.ctx.storage.setAlarm(Math.max(at, Date.now() + 10));
    });
    this.#waking = set.catch(() => undefined);
    return set;
  }
}

import type { ChildProcess } from "node:child_process";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import path from "node:path";
import { Secret } from "#shared/model/secret.ts";
import { endGroup, throughGitBackend } from "./git-backend.ts";
import { gitExit } from "./git-command.ts";
import { type GitRepo, fullNameOf, makeBareRepository } from "./git-repo.ts";
import { type Delivery, type DeliveryChanges, type Hook, hookDesk } from "./hook-desk.ts";
import { numberOf, pushEvent } from "./push-event.ts";
import { type OidByRef, type RefUpdate, historyOf, refsOf, updatesBetween, zeroOid } from "./ref-updates.ts";

export type { GitRepo };

type GitHostOptions = {
  /** Where the bare repositories go. Made when it is not there. */
  readonly folder: string;
  readonly log: (line: string) => void;
};

/** A Git host as the edge meets one: smart HTTP by git's own backend, and webhooks in GitHub's shape. */
export type GitHost = {
  readonly url: string;
  /** Who may do everything here. Nobody may do anything without. */
  readonly user: string;
  readonly password: string;
  createRepository(name: string, options?: { readonly defaultBranch?: "main" }): Promise<GitRepo>;
  addHook(repo: GitRepo, options: { readonly url: string; readonly secret: string }): Hook;
  /** While true, pushes are taken and told to nobody. They are not told later, either. */
  hooksPaused: boolean;
  /** Finished deliveries, first sent first. */
  deliveries(repo?: GitRepo): readonly Delivery[];
  /** The latest, after waiting for every push and delivery under way. Throws when nothing was ever sent. */
  lastDelivery(repo?: GitRepo): Promise<Delivery>;
  /** Same id, same body, same headers again, as by GitHub's button. */
  redeliver(id: string): Promise<Delivery>;
  /** Tells the repository's first hook of the newest commit on `main`, with changes of your own. */
  deliver(repo: GitRepo, changes?: DeliveryChanges): Promise<Delivery>;
  /** The newest thousand requests, oldest first, as they stand now. */
  requests(): readonly GitRequest[];
  /** The next `count` requests get this status and nothing else. */
  failNext(count: number, status: number): void;
  /** Resolves when no push and no delivery is under way: from then on "nothing was sent" can be claimed. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

type GitRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly service: "git-upload-pack" | "git-receive-pack" | undefined;
  /** Of the body, as it came over the wire. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Absent while it is being answered, or when the client left before. */
  readonly status: number | undefined;
};

type Entry = { -readonly [key in keyof GitRequest]: GitRequest[key] };

const mostRequestsKept = 1000;
const mostBackends = 32;
const mostBytesIn = 512 * 1024 * 1024;
const timeLimitMs = 120_000;

export async function startGitHost({ folder, log }: GitHostOptions): Promise<GitHost> {
  await mkdir(folder, { recursive: true });
  const user = `dev-${randomBytes(2).toString("hex")}`;
  const password = randomBytes(18).toString("base64url");
  const repoByName = new Map<string, GitRepo>();
  const hooks: Hook[] = [];
  const kept: Entry[] = [];
  const backends = new Set<ChildProcess>();
  const underway = new Set<Promise<void>>();
  const desk = hookDesk(log);
  const inLine = waitingLines();
  const backendSlot = slots(mostBackends);
  let trouble = { left: 0, status: 503 };

  const server = createServer((request, response) => {
    const task = serve(request, response).catch((error: unknown) => {
      log(`${request.method} ${request.url}: ${error instanceof Error ? error.message : String(error)}`);
      if (!response.headersSent) refuse(request, response, { status: 500, text: "the git host stumbled" });
      else response.destroy();
    });
    underway.add(task);
    void task.finally(() => underway.delete(task));
  });
  server.requestTimeout = timeLimitMs;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the git host has no port");
  const url = `http://127.0.0.1:${address.port}`;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on("error", () => undefined); // a client that left is no failure of ours
    const asked = questionIn(request);
    const entry: Entry = { ...asked.told, bytesIn: 0, bytesOut: 0, status: undefined };
    kept.push(entry);
    if (kept.length > mostRequestsKept) kept.shift();
    response.once("finish", () => {
      entry.status = response.statusCode;
      log(
        `${entry.method} ${entry.path}${entry.query === "" ? "" : `?${entry.query}`}: ${response.statusCode}`,
      );
    });

    const repo = repoByName.get(asked.fullName);
    const refusal = refusalOf(request, asked, repo);
    if (refusal) return refuse(request, response, refusal);
    if (!repo) return;

    const throughGit = (): Promise<void> =>
      backendSlot(async () => {
        if (response.destroyed) return;
        const { complaint } = await throughGitBackend({
          request,
          response,
          root: folder,
          path: `/${repo.fullName}.git/${asked.rest}`,
          query: entry.query,
          user,
          finishWithoutClient: asked.rest === "git-receive-pack",
          timeLimitMs,
          mostBytesIn,
          onBytesIn: (count) => (entry.bytesIn += count),
          onBytesOut: (count) => (entry.bytesOut += count),
          onStart: (backend) => {
            backends.add(backend);
            backend.once("close", () => backends.delete(backend));
          },
        });
        if (complaint !== undefined) log(`${entry.path}: git http-backend: ${complaint}`);
      });
    if (asked.rest !== "git-receive-pack") return throughGit();

    // One push at a time into a repository, so that what changed meanwhile is what this push changed.
    const tell = await inLine(repo.fullName, async () => {
      const before = await refsOf(repo.folder);
      await throughGit();
      const after = await refsOf(repo.folder);
      return bodiesFor(repo, updatesBetween(before, after), before);
    });
    await Promise.all(tell.map((body) => tellHooks(repo, body)));
  };

  const refusalOf = (
    request: IncomingMessage,
    asked: Question,
    repo: GitRepo | undefined,
  ): Refusal | undefined => {
    if (trouble.left > 0) {
      trouble = { ...trouble, left: trouble.left - 1 };
      return { status: trouble.status, text: "trouble, as asked for" };
    }
    if (!sameSecret(request.headers.authorization ?? "", basic(user, password)))
      return {
        status: 401,
        text: "Authentication required.",
        headers: { "WWW-Authenticate": 'Basic realm="git"' },
      };
    if (!repo || asked.rest === undefined) return { status: 404, text: "Not Found" };
    if (asked.rest === "info/refs" && asked.told.service === undefined)
      return { status: 403, text: "Please upgrade your git client." }; // as GitHub: no dumb HTTP
    const method = asked.rest === "info/refs" ? "GET" : "POST";
    if (asked.told.method !== method) return { status: 405, text: "", headers: { Allow: method } };
    if (Number(request.headers["content-length"] ?? 0) > mostBytesIn)
      return { status: 413, text: "Too large" };
    return undefined;
  };

  const bodiesFor = (
    repo: GitRepo,
    updates: readonly RefUpdate[],
    before: OidByRef,
  ): Promise<readonly string[]> =>
    Promise.all(
      updates.map(async (update) => {
        const history = await historyOf(repo.folder, update, before);
        return JSON.stringify(
          pushEvent({ repo, hostUrl: url, pusher: user, update, history, now: Date.now() }),
        );
      }),
    );

  const hooksOf = (repo: GitRepo): readonly Hook[] => hooks.filter((hook) => hook.repo === repo.fullName);

  const tellHooks = async (repo: GitRepo, body: string): Promise<void> => {
    if (host.hooksPaused) return;
    await Promise.all(hooksOf(repo).map((hook) => desk.send(hook, { name: "push", body })));
  };

  const newestPush = async (repo: GitRepo): Promise<string> => {
    const refs = await refsOf(repo.folder);
    const after = refs.get("refs/heads/main");
    if (after === undefined) throw new Error(`${repo.name} has no main to tell of: push to it first`);
    const parent = await gitExit(["rev-parse", "--verify", "--quiet", `${after}^`], { cwd: repo.folder });
    const before = parent.code === 0 ? parent.stdout.trim() : zeroOid;
    const known = new Map(before === zeroOid ? [] : [["refs/heads/main", before]]);
    const [body] = await bodiesFor(repo, [{ ref: "refs/heads/main", before, after }], known);
    return body ?? "";
  };

  const settled = async (): Promise<void> => {
    while (underway.size > 0) await Promise.allSettled(underway);
    await desk.settled();
  };

  const host: GitHost = {
    url,
    user,
    password,
    hooksPaused: false,
    createRepository: async (name) => {
      const fullName = fullNameOf(name);
      if (repoByName.has(fullName)) throw new Error(`${fullName} is already there`);
      const cloneUrl = `${url}/${fullName}.git`;
      const repo: GitRepo = {
        name,
        fullName,
        cloneUrl,
        remote: cloneUrl.replace("://", `://${user}:${password}@`),
        folder: path.join(folder, `${fullName}.git`),
      };
      await makeBareRepository(repo.folder);
      repoByName.set(fullName, repo);
      return repo;
    },
    addHook: (repo, { url, secret }) => {
      if (!URL.canParse(url)) throw new Error(`"${url}" is no address for a hook`);
      const id = numberOf(`hook ${hooks.length} of ${repo.fullName}`);
      const hook: Hook = { id, repo: repo.fullName, url, secret: new Secret(secret) };
      hooks.push(hook);
      return hook;
    },
    deliveries: (repo) => desk.deliveries(repo?.fullName),
    lastDelivery: async (repo) => {
      await settled();
      const last = desk.deliveries(repo?.fullName).at(-1);
      if (!last) throw new Error("No delivery was ever sent: is there a hook, and are hooks paused?");
      return last;
    },
    redeliver: (id) => desk.resend(id),
    deliver: async (repo, changes = {}) => {
      const [hook] = hooksOf(repo);
      if (!hook) throw new Error(`${repo.name} has no hook to deliver to`);
      return desk.send(hook, { name: "push", body: changes.body ?? (await newestPush(repo)) }, changes);
    },
    requests: () => structuredClone(kept),
    failNext: (count, status) => {
      trouble = { left: count, status };
    },
    settled,
    stop: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const backend of backends) endGroup(backend, "SIGKILL");
      server.closeAllConnections();
      await desk.close();
      await Promise.all([closed, settled()]);
    },
  };
  return host;
}

type Question = {
  readonly told: Pick<GitRequest, "method" | "path" | "query" | "service">;
  readonly fullName: string;
  /** Absent when it is nothing that git serves. */
  readonly rest: "info/refs" | "git-upload-pack" | "git-receive-pack" | undefined;
};

/** `/acme/web.git/info/refs?service=git-upload-pack`; as on GitHub, `.git` may be left out. */
function questionIn(request: IncomingMessage): Question {
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  const [, fullName = "", rest] =
    /^\/([^/]+\/[^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(path) ?? [];
  const named = rest === "info/refs" ? new URLSearchParams(query).get("service") : rest;
  const service = named === "git-upload-pack" || named === "git-receive-pack" ? named : undefined;
  const method = request.method ?? "";
  return { told: { method, path, query, service }, fullName, rest: rest as Question["rest"] };
}

type Refusal = {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
};

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, text, headers }: Refusal,
): void {
  request.resume(); // or the client would wait for us to read what it sends
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers }).end(`${text}\n`);
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** Tasks with the same name run one after another, in the order in which they came. */
function waitingLines(): <T>(name: string, task: () => Promise<T>) => Promise<T> {
  const lastByName = new Map<string, Promise<unknown>>();
  return (name, task) => {
    const next = (lastByName.get(name) ?? Promise.resolve()).then(task, task);
    lastByName.set(name, next);
    return next;
  };
}

/** At most so many tasks at once; the others wait. */
function slots(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

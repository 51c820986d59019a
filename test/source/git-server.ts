import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Oid } from "#functions/source/object/object-id.ts";

/** Git as if nobody had ever configured it. */
const quiet = {
  PATH: process.env["PATH"] ?? "",
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Some Author",
  GIT_AUTHOR_EMAIL: "author@example.org",
  GIT_COMMITTER_NAME: "Some Author",
  GIT_COMMITTER_EMAIL: "author@example.org",
  // A test may read a packfile while gc would rewrite it.
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "gc.auto",
  GIT_CONFIG_VALUE_0: "0",
};

function gitBytes(
  cwd: string,
  args: readonly string[],
  input: string | Uint8Array = "",
): Buffer<ArrayBuffer> {
  const run = spawnSync("git", args, { cwd, env: quiet, input, maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`git ${args.join(" ")}: ${run.stderr.toString()}`);
  return Buffer.from(run.stdout);
}

function git(cwd: string, ...args: readonly string[]): string {
  return gitBytes(cwd, args).toString().trim();
}

/** A folder that is gone when the test is. */
export class Scratch {
  readonly path: string = mkdtempSync(join(tmpdir(), "plumbline-source-"));

  /** A repository `<name>.git` that allows filters. */
  repository(name: string, ...init: readonly string[]): Repository {
    return new Repository(join(this.path, `${name}.git`), init);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export class Repository {
  readonly path: string;

  constructor(path: string, init: readonly string[]) {
    this.path = path;
    mkdirSync(path);
    git(path, "init", "-q", "--bare", "-b", "main", ...init);
    git(path, "config", "uploadpack.allowFilter", "true");
  }

  /** Commits to main; the new commit's oid. With `onto`, in place of what came after that commit. */
  commit(files: Files, { message = "Change", onto }: { message?: string; onto?: string } = {}): Oid {
    return this.history([files], { message, ...(onto !== undefined && { onto }) });
  }

  /** One commit for each; the last one's oid. All in one process: git needs a while to start. */
  history(
    commits: readonly Files[],
    { message = "Change", onto }: { message?: string; onto?: string } = {},
  ): Oid {
    const parent = onto ?? (this.git("branch", "--list", "main") === "" ? undefined : "refs/heads/main^0");
    const stream: (string | Uint8Array)[] = [];
    const data = (content: Uint8Array): number => stream.push(`data ${content.length}\n`, content, "\n");
    for (const [i, files] of commits.entries()) {
      stream.push(
        "commit refs/heads/main\n",
        `committer Some Author <author@example.org> ${clock++} +0100\n`,
      );
      data(Buffer.from(message));
      if (i === 0 && parent !== undefined) stream.push(`from ${parent}\n`);
      for (const [name, content] of Object.entries(files)) {
        stream.push(`M 100644 inline ${name}\n`);
        data(Buffer.from(content));
      }
    }
    this.bytes(["fast-import", "--quiet", "--force"], Buffer.concat(stream.map((part) => Buffer.from(part))));
    return this.oid("main");
  }

  git(...args: readonly string[]): string {
    return git(this.path, ...args);
  }

  bytes(args: readonly string[], input?: string | Uint8Array): Buffer<ArrayBuffer> {
    return gitBytes(this.path, args, input);
  }

  oid(name: string): Oid {
    return this.git("rev-parse", name) as Oid;
  }
}

let clock = 1_700_000_000;

export type ServerOptions = {
  readonly root: string;
  /** As a proxy that does not know the header. */
  readonly dropsGitProtocol?: boolean;
  readonly basicAuth?: string;
  /** Answers instead of git, when it returns true. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse) => boolean;
};

/** A request as the server met it: `began` is on `performance`'s clock, `answered` the milliseconds that it took from then. */
export type GitRequest = {
  readonly method: string;
  readonly url: string;
  readonly began: number;
  readonly bytesIn: number;
  readonly bytes: () => number;
  readonly answered: Promise<number>;
};

/** `git http-backend` behind node:http: each request is one run of the CGI program. */
export class GitServer {
  readonly #server: Server;
  readonly requests: GitRequest[] = [];

  constructor(options: ServerOptions) {
    this.#server = createServer((request, response) => {
      const { method = "", url = "", headers } = request;
      let bytes = 0;
      const began = performance.now();
      const { promise: answered, resolve } = Promise.withResolvers<number>();
      response.once("close", () => resolve(performance.now() - began));
      const bytesIn = Number(headers["content-length"] ?? 0);
      this.requests.push({ method, url, began, bytesIn, bytes: () => bytes, answered });
      if (options.instead?.(request, response)) return;
      if (options.basicAuth !== undefined && headers.authorization !== options.basicAuth) {
        response.writeHead(401, { "content-type": "text/plain", "www-authenticate": "Basic" });
        response.end("Invalid username or token.\n");
        return;
      }
      serve(request, response, options).on("data", (chunk: Buffer) => (bytes += chunk.length));
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): NodeJS.ReadableStream {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const protocol = options.dropsGitProtocol ? undefined : request.headers["git-protocol"];
  const backend = spawn("git", ["http-backend"], {
    env: {
      ...quiet,
      GIT_PROJECT_ROOT: options.root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      CONTENT_LENGTH: request.headers["content-length"] ?? "",
      ...(protocol !== undefined && { GIT_PROTOCOL: String(protocol) }),
    },
  });
  request.pipe(backend.stdin);
  backend.stdin.on("error", () => undefined);
  let head = Buffer.alloc(0);
  let open = false;
  backend.stdout.on("data", (chunk: Buffer) => {
    if (open) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) return;
    open = true;
    let status = 200;
    for (const line of head.subarray(0, end).toString().split("\r\n")) {
      const [name = "", value = ""] = line.split(": ");
      if (name === "Status") status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status);
    response.write(head.subarray(end + 4));
  });
  backend.stdout.on("end", () => response.end());
  return backend.stdout;
}

import { type ChildProcess, spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { quietGit } from "./git-command.ts";

type BackendCall = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** GIT_PROJECT_ROOT. */
  readonly root: string;
  /** PATH_INFO, below `root`: `/acme/web.git/git-upload-pack`. */
  readonly path: string;
  readonly query: string;
  readonly user: string;
  /** A push is let finish once it is wholly here, even when nobody waits for its answer. */
  readonly finishWithoutClient: boolean;
  readonly timeLimitMs: number;
  readonly mostBytesIn: number;
  readonly onBytesIn: (count: number) => void;
  readonly onBytesOut: (count: number) => void;
  readonly onStart: (backend: ChildProcess) => void;
};

type BackendEnd = { readonly complaint: string | undefined };

const longestHead = 64 * 1024;
const longestComplaint = 8 * 1024;

/**
 * One request through `git http-backend`, as a web server runs a CGI program. Answers the client, and
 * resolves when git has ended: whatever it was going to do to the refs is done by then.
 */
export async function throughGitBackend(call: BackendCall): Promise<BackendEnd> {
  const { request, response } = call;
  // detached: a group of its own, so that receive-pack and index-pack below it can be ended with it.
  const backend = spawn("git", ["http-backend"], {
    env: cgiVariables(call),
    cwd: call.root,
    detached: process.platform !== "win32",
    stdio: ["pipe", "pipe", "pipe"],
  });
  call.onStart(backend);

  let complaint = "";
  backend.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString("utf8")).slice(-longestComplaint);
  });
  const ended = new Promise<void>((resolve) => {
    backend.once("close", () => resolve());
    backend.once("error", (error) => {
      complaint += error.message;
      resolve();
    });
  });
  backend.stdin.on("error", () => undefined); // git may answer, and leave, before it has read everything
  backend.stdout.on("error", () => undefined);

  const overtime = setTimeout(() => {
    complaint += `no end after ${call.timeLimitMs} ms`;
    endGroup(backend, "SIGKILL");
  }, call.timeLimitMs);
  const clientLeft = (): void => {
    if (response.writableFinished) return;
    if (!request.complete || !call.finishWithoutClient) endGroup(backend, "SIGTERM");
  };
  response.once("close", clientLeft);

  try {
    await Promise.all([feed(call, backend), answer(call, backend), ended]);
  } finally {
    clearTimeout(overtime);
    response.off("close", clientLeft);
  }
  return { complaint: complaint.trim() === "" ? undefined : complaint.trim() };
}

/** Ends git and everything it started. */
export function endGroup(backend: ChildProcess, signal: NodeJS.Signals): void {
  if (backend.pid === undefined || backend.exitCode !== null || backend.signalCode !== null) return;
  try {
    if (process.platform === "win32") backend.kill(signal);
    else process.kill(-backend.pid, signal);
  } catch {
    // Gone between the question and the signal.
  }
}

function cgiVariables({ request, root, path, query, user }: BackendCall): Record<string, string> {
  const variables: Record<string, string> = {
    ...quietGit,
    GATEWAY_INTERFACE: "CGI/1.1",
    SERVER_PROTOCOL: `HTTP/${request.httpVersion}`,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: path,
    QUERY_STRING: query,
    REQUEST_METHOD: request.method ?? "GET",
    REMOTE_ADDR: request.socket.remoteAddress ?? "",
    REMOTE_USER: user,
  };
  const pass = (name: string, header: string): void => {
    const value = request.headers[header];
    if (typeof value === "string") variables[name] = value;
  };
  pass("CONTENT_TYPE", "content-type");
  pass("CONTENT_LENGTH", "content-length"); // absent when the body comes in chunks: git reads to its end
  pass("HTTP_CONTENT_ENCODING", "content-encoding");
  pass("HTTP_GIT_PROTOCOL", "git-protocol");
  pass("GIT_PROTOCOL", "git-protocol");
  return variables;
}

/** The request's body into git, no faster than git reads. */
async function feed({ request, mostBytesIn, onBytesIn }: BackendCall, backend: ChildProcess): Promise<void> {
  const stdin = backend.stdin;
  if (!stdin) return;
  let total = 0;
  try {
    for await (const chunk of request) {
      const bytes = chunk as Buffer;
      total += bytes.length;
      onBytesIn(bytes.length);
      if (total > mostBytesIn) throw new Error("too large");
      if (stdin.writable && !stdin.write(bytes)) await drained(stdin);
    }
    stdin.end();
  } catch {
    // The client hung up, or would never stop. Half a push must not look like a whole one.
    endGroup(backend, "SIGTERM");
    stdin.destroy();
  }
}

/** What git prints, to the client: a head with `Status:` and headers, an empty line, then the body. */
async function answer(
  { response, onBytesOut, finishWithoutClient }: BackendCall,
  backend: ChildProcess,
): Promise<void> {
  let head = Buffer.alloc(0);
  let inBody = false;
  try {
    for await (const chunk of backend.stdout ?? []) {
      let body = chunk as Buffer;
      if (!inBody) {
        head = Buffer.concat([head, body]);
        const end = endOfHead(head);
        if (end === undefined && head.length > longestHead) break;
        if (end === undefined) continue;
        inBody = true;
        body = head.subarray(end);
        writeHead(response, head.subarray(0, end).toString("latin1"));
      }
      if (response.destroyed && !finishWithoutClient) break;
      if (response.destroyed || body.length === 0) continue; // a push goes on, unheard
      onBytesOut(body.length);
      if (!response.write(body)) await drained(response);
    }
  } catch {
    // git's end is told by `ended`, the client's by the response.
  }
  if (response.destroyed) return;
  if (inBody) response.end();
  else response.writeHead(500, { "Content-Type": "text/plain" }).end("git http-backend gave no answer\n");
}

function endOfHead(bytes: Buffer): number | undefined {
  const crlf = bytes.indexOf("\r\n\r\n");
  if (crlf !== -1) return crlf + 4;
  const lf = bytes.indexOf("\n\n");
  return lf === -1 ? undefined : lf + 2;
}

function writeHead(response: ServerResponse, head: string): void {
  if (response.destroyed) return;
  let status = 200;
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon === -1) continue;
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10) || 500;
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}

/** Resolves when there is room again, or nobody is left to make room for. */
async function drained(stream: NodeJS.WritableStream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  stream.once("drain", wake).once("close", wake).once("error", wake);
  if ("destroyed" in stream && stream.destroyed === true) wake();
  await promise;
  stream.off("drain", wake).off("close", wake).off("error", wake);
}

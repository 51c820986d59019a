import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { advertisement, type Capabilities } from "./advertisement.ts";
import { commandRequest, type Command } from "./command-request.ts";
import { fetchCommand, fileLimitOf, type FetchRequest } from "./fetch-request.ts";
import { fetchResponse, type Fetched } from "./fetch-response.ts";
import { afterGreeting, askOverSsh } from "#functions/source/ssh/git-over-ssh.ts";
import { baseUrl, type GitRemote } from "./git-remote.ts";
import { lsRefs, mayBeginARef, refList, type Ref } from "./ls-refs.ts";
import { packLimits, type PackLimits } from "#functions/source/pack/pack-limits.ts";
import { PackReader, type PackSink } from "#functions/source/pack/pack.ts";
import { readPackets } from "./packet-stream.ts";
import type { Packet } from "./pkt-line.ts";
import { ask, type Answer } from "./smart-http.ts";

export type { Capabilities } from "./advertisement.ts";
export type { FetchRequest } from "./fetch-request.ts";
export type { Fetched } from "./fetch-response.ts";
export type { GitRemote } from "./git-remote.ts";
export type { Ref } from "./ls-refs.ts";

const mebibyte = 1 << 20;

/** What the server can do: ask once and keep the answer. */
export async function discover(remote: GitRemote): Promise<Result<Capabilities>> {
  const answer = remote.ssh ? await askOverSsh(remote, remote.ssh) : await askForAdvertisement(remote);
  if (!answer.ok) return answer;
  const { base, body } = answer.value;
  return read({ base, body }, { ...advertisement(base), mostBytes: mebibyte });
}

async function askForAdvertisement(remote: GitRemote): Promise<Result<Answer>> {
  const base = baseUrl(remote);
  if (!base.ok) return base;
  return ask(remote, {
    base: base.value,
    path: "/info/refs?service=git-upload-pack",
    expects: "application/x-git-upload-pack-advertisement",
  });
}

/** The refs whose names begin with one of `prefixes`, or all of them: one request. */
export async function listRefs(
  remote: GitRemote,
  capabilities: Capabilities,
  prefixes: readonly string[],
): Promise<Result<readonly Ref[]>> {
  const possible = prefixes.filter(mayBeginARef);
  if (prefixes.length > 0 && possible.length === 0) return done([]);
  const answer = await command(remote, capabilities, lsRefs(possible));
  if (!answer.ok) return answer;
  return read(answer.value, { ...refList(answer.value.base, possible), mostBytes: 16 * mebibyte });
}

export type FetchObjects = FetchRequest & {
  readonly sink: PackSink;
  readonly limits?: Partial<PackLimits>;
};

/**
 * Brings the wanted objects and what they lead to, less what we have, into the sink: one request. What the sink was given
 * before a failure is what its oid says, and may be all or any part of what was wanted.
 */
export async function fetchObjects(
  remote: GitRemote,
  capabilities: Capabilities,
  request: FetchObjects,
): Promise<Result<Fetched>> {
  const lines = fetchCommand(capabilities, request);
  if (!lines.ok) return lines;
  const answer = await command(remote, capabilities, lines.value);
  if (!answer.ok) return answer;
  const fileBytes = fileLimitOf(capabilities, request);
  const limits = { ...(fileBytes !== undefined && { fileBytes }), ...request.limits };
  const pack = new PackReader({ sink: request.sink, subject: answer.value.base, limits });
  const packBytes = limits.packBytes ?? packLimits.packBytes;
  try {
    // Packet headers, side bands, shallow commits and progress come on top of the pack.
    return await read(answer.value, {
      ...fetchResponse(answer.value.base, pack),
      mostBytes: packBytes * 2 + mebibyte,
    });
  } finally {
    pack.drop();
  }
}

async function command(
  remote: GitRemote,
  capabilities: Capabilities,
  command: Command,
): Promise<Result<Answer>> {
  const body = commandRequest(capabilities, command);
  if (remote.ssh) return askOverSsh(remote, remote.ssh, body);
  const base = baseUrl(remote);
  if (!base.ok) return base;
  // Kept capabilities may be older than spec.url: credentials for one host are not sent to another.
  const stayed = new URL(capabilities.url).host === new URL(base.value).host;
  return ask(remote, {
    base: stayed ? capabilities.url : base.value,
    path: "/git-upload-pack",
    body,
    expects: "application/x-git-upload-pack-result",
  });
}

type Reader<T> = {
  readonly take: (packet: Packet) => Failure | undefined | Promise<Failure | undefined>;
  readonly result: () => Result<T> | Promise<Result<T>>;
  readonly mostBytes: number;
};

async function read<T>(answer: Answer, { take, result, mostBytes }: Reader<T>): Promise<Result<T>> {
  const { base, body, greets = false } = answer;
  const taking = greets ? afterGreeting(base, take) : take;
  const failure = await readPackets({ body, subject: base, mostBytes, take: taking });
  return failure ? failed(failure) : result();
}

import ssh2, { type Channel, type ClientError, type Key } from "ssh2";
import { HostProof, algorithmsFor, type ShownKey } from "./host-proof.ts";
import type { HostKeys } from "./known-hosts.ts";
import type { SshAddress } from "./ssh-address.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export type RemoteCommand = {
  readonly address: SshAddress;
  readonly key: Key;
  readonly hostKeys: HostKeys;
  readonly line: string;
  readonly env: Readonly<Record<string, string>>;
  /** Is sent at once; the command's input stays open behind it, for some hosts end a command whose input ends. */
  readonly input: Bytes;
  readonly signal?: AbortSignal;
};

export type CommandTrouble =
  | { readonly type: "host-key"; readonly shown: ShownKey }
  | { readonly type: "key-refused" }
  /** No algorithm that both sides know, or a signature that does not fit. */
  | { readonly type: "handshake"; readonly words: string }
  | { readonly type: "unreachable"; readonly words: string }
  /** It ended and gave nothing but its complaint. */
  | { readonly type: "no-output"; readonly words: string };

export type CommandOutput =
  | { readonly ok: true; readonly output: ReadableStream<Uint8Array> }
  | { readonly ok: false; readonly trouble: CommandTrouble };

/** Counter mode: workerd's AES-GCM wants a packet's tag before the packet. Strict key exchange is offered beside it. */
const ciphers = ["aes128-ctr", "aes192-ctr", "aes256-ctr"];
const macs = [
  "hmac-sha2-256-etm@openssh.com",
  "hmac-sha2-512-etm@openssh.com",
  "hmac-sha2-256",
  "hmac-sha2-512",
];
const mostComplaint = 2_000;

/**
 * Runs a command at a host over a connection of its own, and gives what it prints from the first byte on. The host has
 * shown one of its keys before it is shown ours.
 */
export async function runAtHost(command: RemoteCommand): Promise<CommandOutput> {
  const { address, key, hostKeys, signal } = command;
  const client = new ssh2.Client();
  const proof = new HostProof(hostKeys);
  const broken = new Promise<ClientError>((resolve) => {
    client.on("error", resolve); // more than one may come; the first says why
    client.once("close", () => resolve(new Error("the connection was closed")));
    signal?.addEventListener("abort", () => resolve(reasonOf(signal)));
  });
  const ended = broken.then((error) => {
    client.destroy();
    return error;
  });
  const opened = new Promise<Channel | Error>((resolve) => {
    client.once("ready", () =>
      client.exec(command.line, { env: command.env }, (error, channel) => resolve(error ?? channel)),
    );
  });
  try {
    signal?.throwIfAborted();
    client.connect({
      host: address.host,
      port: address.port,
      username: address.user,
      authHandler: [{ type: "publickey", username: address.user, key }],
      ident: "plumbline",
      algorithms: { cipher: ciphers, hmac: macs, serverHostKey: algorithmsFor(hostKeys) },
      hostVerifier: proof.holds,
    });
    client.setNoDelay(true); // its small messages would each wait for the host's acknowledgement
    const channel = await Promise.race([opened, ended]);
    if (channel instanceof Error) return { ok: false, trouble: await troubleOf(channel, proof) };
    return await outputOf(channel, { input: command.input, ended, close: () => client.destroy() });
  } catch (error) {
    client.destroy();
    return { ok: false, trouble: { type: "unreachable", words: wordsOf(error) } };
  }
}

type Connection = {
  readonly input: Bytes;
  /** Resolves once it is over, with what it ended by. */
  readonly ended: Promise<Error>;
  readonly close: () => void;
};

async function outputOf(channel: Channel, { input, ended, close }: Connection): Promise<CommandOutput> {
  let complaint = "";
  const decoder = new TextDecoder();
  channel.stderr.on("data", (chunk) => {
    if (complaint.length < mostComplaint) complaint += decoder.decode(chunk.subarray(0, mostComplaint));
  });
  const closed = new Promise<undefined>((resolve) => channel.once("close", () => resolve(undefined)));
  let end: Error | undefined;
  void ended.then((error) => (end = error));
  channel.write(input);
  // A connection that is lost ends its channels, so nothing below waits for ever.
  const chunks = channel[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done !== true)
    return { ok: true, output: streamOf(first.value, { chunks, why: () => end, close }) };
  await Promise.race([closed, ended]);
  const why = end;
  close();
  if (complaint.trim() === "" && why)
    return { ok: false, trouble: { type: "unreachable", words: why.message } };
  return { ok: false, trouble: { type: "no-output", words: complaint } };
}

type Rest = {
  readonly chunks: AsyncIterator<Bytes, unknown>;
  readonly why: () => Error | undefined;
  readonly close: () => void;
};

function streamOf(first: Bytes, { chunks, why, close }: Rest): ReadableStream<Uint8Array> {
  let waiting: Bytes | undefined = first;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const next: IteratorResult<Bytes, unknown> = waiting ? { value: waiting } : await chunks.next();
      waiting = undefined;
      // A copy: the stream takes the memory away, and Node's buffers share theirs.
      if (next.done !== true) return controller.enqueue(new Uint8Array(next.value));
      const error = why();
      if (error) return controller.error(error);
      close();
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: close,
  });
}

async function troubleOf(error: ClientError, proof: HostProof): Promise<CommandTrouble> {
  const shown = await proof.refused();
  if (shown) return { type: "host-key", shown };
  if (error.level === "client-authentication") return { type: "key-refused" };
  if (error.level === "handshake") return { type: "handshake", words: error.message };
  return { type: "unreachable", words: error.message };
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error("it was given up");
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

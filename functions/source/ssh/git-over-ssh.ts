import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { advertisement } from "#functions/source/git/advertisement.ts";
import { shownUrl, type GitRemote } from "#functions/source/git/git-remote.ts";
import { openSshForm } from "./pkcs8-identity.ts";
import { flushPacket, type Packet } from "#functions/source/git/pkt-line.ts";
import { quotable } from "#functions/source/git/side-band.ts";
import { hostFailed, signalFor, type Answer } from "#functions/source/git/smart-http.ts";
import { canBeProven } from "./host-proof.ts";
import { hostKeysFor, knownAs, type HostKeys } from "./known-hosts.ts";
import type { OpenedKey } from "./private-key.ts";
import type { CommandTrouble } from "./remote-command.ts";
import type { SshAccess } from "./ssh-access.ts";
import { sshAddressOf, uploadPackOf, type SshAddress } from "./ssh-address.ts";

/**
 * Git's protocol v2 over SSH: one connection and one `git-upload-pack`, which advertises and then answers the request;
 * without one it only advertises. https://git-scm.com/docs/gitprotocol-v2#_ssh_and_file_transport
 */
export async function askOverSsh(
  remote: GitRemote,
  access: SshAccess,
  request?: Uint8Array<ArrayBuffer>,
): Promise<Result<Answer>> {
  const base = shownUrl(remote.url);
  const address = sshAddressOf(remote.url);
  if (!address) return failed(urlInvalid(base));
  const hostKeys = await hostKeysFor(access.knownHosts, address);
  if (!canBeProven(hostKeys)) return failed(hostUnknown(base, { address, hostKeys }));
  const opened = await identityOf(access);
  if (!opened.ok) return failed(identityInvalid(base, opened.why));
  const signal = signalFor(remote);
  // ssh2 is loaded with these two, and there is none of it in an edge without such sources.
  const { runAtHost } = await import("./remote-command.ts");
  const ran = await runAtHost({
    address,
    hostKeys,
    key: opened.key,
    line: uploadPackOf(address),
    env: { GIT_PROTOCOL: "version=2" },
    // A flush in place of a command says that there is none to come.
    input: new Uint8Array([...(request ?? []), ...new TextEncoder().encode(flushPacket)]),
    ...(signal && { signal }),
  });
  if (!ran.ok) return failed(failureOf(base, ran.trouble));
  return done({ base, body: ran.output, greets: true });
}

type Take = (packet: Packet) => Failure | undefined | Promise<Failure | undefined>;

/** Reads the advertisement for nothing but what is wrong with it, and hands on what comes behind. */
export function afterGreeting(base: string, take: Take): Take {
  const greeting = advertisement(base);
  let isOver = false;
  return (packet) => {
    if (isOver) return take(packet);
    isOver = packet.type === "flush";
    return greeting.take(packet);
  };
}

/** Opened keys, for as long as what the Secret said is at hand: to open one may take most of a second. */
const openedKeys = new WeakMap<SshAccess, OpenedKey>();

async function identityOf(access: SshAccess): Promise<OpenedKey> {
  const known = openedKeys.get(access) ?? (await opened(access));
  openedKeys.set(access, known);
  return known;
}

async function opened({ identity, passphrase }: SshAccess): Promise<OpenedKey> {
  const text = identity.reveal();
  if (text.includes("BEGIN ENCRYPTED PRIVATE KEY"))
    return { ok: false, why: "it is encrypted in PKCS#8, which cannot be opened" };
  const form = await openSshForm(text);
  if (form === undefined) return { ok: false, why: "it is of a kind that SSH does not know" };
  const { openedKey } = await import("./private-key.ts");
  return openedKey(form, passphrase?.reveal());
}

function urlInvalid(subject: string): Failure {
  return {
    code: "source/url-invalid",
    subject,
    message: "is not a URL that the edge can fetch from",
    remedy: "Write it as ssh://git@host/path, with :port behind the host where that is not 22",
  };
}

function identityInvalid(subject: string, why: string): Failure {
  return {
    code: "source/credential-invalid",
    subject,
    message: `the private key in the Secret's identity cannot be used: ${quotable(why)}`,
    remedy:
      "Store an Ed25519, ECDSA or RSA key as ssh-keygen writes it, and its passphrase, if any, under the key password",
  };
}

type Unknown = { readonly address: SshAddress; readonly hostKeys: HostKeys };

function hostUnknown(subject: string, { address, hostKeys }: Unknown): Failure {
  const { trusted, revoked, unreadable } = hostKeys;
  const lines = unreadable.length === 0 ? "" : ` (line ${unreadable.slice(0, 5).join(", ")} cannot be read)`;
  const found =
    trusted.size > 0
      ? "no key of a kind that can be checked"
      : revoked.size > 0
        ? "only revoked keys"
        : "no key";
  return {
    code: "source/host-key-refused",
    subject,
    message: `the Secret's known_hosts has ${found} for ${knownAs(address)}${lines}`,
    remedy: `${scan(address)}, compare it with what the host publishes, and store it under known_hosts`,
  };
}

function scan({ host, port }: SshAddress): string {
  return `Take it from ssh-keyscan${port === 22 ? "" : ` -p ${port}`} ${host}`;
}

function failureOf(subject: string, trouble: CommandTrouble): Failure {
  switch (trouble.type) {
    case "host-key":
      return {
        code: "source/host-key-refused",
        subject,
        message: `the host shows the key ${trouble.shown.fingerprint}, which the Secret's known_hosts ${
          trouble.shown.isRevoked ? "has as revoked" : "does not have"
        }. Nothing was sent to it`,
        remedy:
          "If the host publishes this fingerprint as its own, store its new keys under known_hosts; if not, somebody stands in its place",
      };
    case "key-refused":
      return {
        code: "source/auth-refused",
        subject,
        message: "the host refuses the private key in the Secret's identity",
        remedy: "Add its public key to the repository at the host, as a deploy key that may read",
      };
    case "handshake":
      return {
        code: "source/ssh-unsupported",
        subject,
        message: `no SSH connection comes about: ${quotable(trouble.words)}`,
        remedy:
          "The host is to offer AES in counter mode, HMAC-SHA2, a key exchange over a NIST curve, and an Ed25519, ECDSA or RSA key",
      };
    case "unreachable":
      return hostFailed(subject, `cannot be reached: ${quotable(trouble.words)}`);
    case "no-output":
      return refusal(subject, quotable(trouble.words));
  }
}

/** What a host prints in place of git's answer. Its words differ; that it is the path or the right to it does not. */
function refusal(subject: string, words: string): Failure {
  return {
    code: "source/not-found",
    subject,
    message:
      words === ""
        ? "the host ends without an answer"
        : `the host gives no such repository, saying "${words}"`,
    remedy: "Check the path in spec.url, and that the deploy key belongs to this repository",
  };
}

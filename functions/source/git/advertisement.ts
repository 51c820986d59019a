import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { answerInvalid, serverRefused } from "./packet-stream.ts";
import { lineOf, type Packet } from "./pkt-line.ts";
import { quotable } from "./side-band.ts";

/** What a server said it can do. Plain JSON: keep it, and the next visit needs one request less. */
export type Capabilities = {
  /** Where the repository answered, after redirects, without credentials. */
  readonly url: string;
  /** The server's software, "" if it does not say. */
  readonly agent: string;
  /** undefined when the server does not say, which means SHA-1 and that it must not be told. */
  readonly objectFormat?: "sha1";
  /** Features of `ls-refs`, such as `unborn`. */
  readonly lsRefs: readonly string[];
  /** Features of `fetch`, such as `shallow`, `filter`, `wait-for-done`. */
  readonly fetch: readonly string[];
};

/** Reads the answer to `GET info/refs`, packet by packet. https://git-scm.com/docs/gitprotocol-v2#_capability_advertisement */
export function advertisement(url: string): {
  readonly take: (packet: Packet) => Failure | undefined;
  readonly result: () => Result<Capabilities>;
} {
  const lines: string[] = [];
  let ended = false;
  return {
    take: (packet) => {
      if (packet.type === "flush") ended = lines.length > 0;
      if (packet.type !== "data" || ended) return undefined;
      const line = lineOf(packet.payload);
      if (line.startsWith("ERR ")) return serverRefused(url, line.slice(4));
      // Before version 2 proper, some servers say which service this is.
      if (lines.length === 0 && line.startsWith("# service=")) return undefined;
      if (lines.length === 0 && line !== "version 2") return protocolTooOld(url, line);
      lines.push(line);
      return lines.length > 1_000 ? answerInvalid(url, "it lists more than 1000 capabilities") : undefined;
    },
    result: () =>
      ended ? capabilities(url, lines) : failed(answerInvalid(url, "it ends before its list does")),
  };
}

function capabilities(url: string, lines: readonly string[]): Result<Capabilities> {
  const values = new Map<string, string>();
  for (const line of lines) {
    const equals = line.indexOf("=");
    if (equals === -1) values.set(line, "");
    else values.set(line.slice(0, equals), line.slice(equals + 1));
  }
  const format = values.get("object-format");
  if (format !== undefined && format !== "sha1") return failed(formatUnsupported(url, format));
  const lsRefs = values.get("ls-refs");
  const fetch = values.get("fetch");
  if (lsRefs === undefined || fetch === undefined)
    return failed(answerInvalid(url, `it offers no ${fetch === undefined ? "fetch" : "ls-refs"}`));
  return done({
    url,
    agent: quotable(values.get("agent") ?? ""),
    ...(format !== undefined && { objectFormat: format }),
    lsRefs: words(lsRefs),
    fetch: words(fetch),
  });
}

function words(text: string): readonly string[] {
  return text.split(" ").filter((word) => word !== "");
}

function protocolTooOld(url: string, line: string): Failure {
  const version = line === "version 1" ? "1" : "0";
  return {
    code: "source/protocol-too-old",
    subject: url,
    message: `the server speaks version ${version} of git's protocol, and version 2 is needed`,
    remedy: `Update the host's git to 2.18 or later. If it is, ${
      url.startsWith("ssh:")
        ? "let its sshd take the variable: AcceptEnv GIT_PROTOCOL"
        : "let the proxy before it pass the Git-Protocol header on"
    }`,
  };
}

function formatUnsupported(url: string, format: string): Failure {
  return {
    code: format === "sha256" ? "source/sha256-unsupported" : "source/format-unsupported",
    subject: url,
    message: `the repository names its objects by ${quotable(format)}, and only sha1 is supported`,
    remedy: "Use a repository made with `git init --object-format=sha1`",
  };
}

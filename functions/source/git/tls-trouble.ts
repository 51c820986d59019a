import type { Failure } from "#shared/model/failure.ts";
import type { GitRemote } from "./git-remote.ts";

/**
 * What a connection that failed says once TLS may be why; undefined when it cannot be. workerd tells its log alone: a
 * worker sees "internal error" for a certificate that it does not trust, a handshake that was broken off, and a name
 * that nobody knows. A host that is down is another matter ("Network connection lost").
 */
export function tlsTrouble(
  { url, tls = [] }: Pick<GitRemote, "url" | "tls">,
  words: string,
): Pick<Failure, "message" | "remedy"> | undefined {
  if (!url.startsWith("https:") || !/^internal error|certificate|TLS|SSL/i.test(words)) return undefined;
  const message =
    "cannot be reached: its name is not known, or its certificate is signed by nobody whom the edge trusts";
  const [key] = tls;
  if (key === undefined)
    return {
      message,
      remedy:
        "Check spec.url; for a certificate authority of your own, start the edge on a machine of yours with it among its trustedCertificates",
    };
  const isOfClient = !key.startsWith("ca");
  return {
    message: `${message}. The Secret's ${tls.join(", ")} cannot be used: the edge has the same TLS for all its requests`,
    remedy: isOfClient
      ? "Let the host ask for a username and password in place of a client's certificate"
      : "Start the edge on a machine of yours with this certificate authority among its trustedCertificates",
  };
}

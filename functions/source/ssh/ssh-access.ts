import type { Secret } from "#shared/model/secret.ts";

/** What a source's Secret says of a host that is reached over SSH. */
export type SshAccess = {
  readonly identity: Secret;
  /** Opens `identity`, when that is encrypted. */
  readonly passphrase?: Secret;
  readonly knownHosts: string;
};

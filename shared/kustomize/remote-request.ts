import type { Files } from "./files.ts";

/** Something that a build needs and that lies elsewhere. Whoever hosts the build fetches it, or says why not. */
export type RemoteRequest =
  | { readonly type: "file"; readonly url: string }
  | {
      readonly type: "repository";
      /** As `git clone` takes it. */
      readonly url: string;
      /** Branch, tag or commit; "" for the default branch. */
      readonly ref: string;
    };

export type RemoteAnswer =
  | { readonly type: "file"; readonly bytes: Uint8Array }
  | { readonly type: "repository"; readonly files: Files }
  | { readonly type: "refused"; readonly message: string; readonly remedy: string };

/**
 * Answers what a build asks for from elsewhere. It may throw to have the build run again once it has what was
 * asked for; a build changes nothing before it ends.
 */
export type AskRemote = (request: RemoteRequest) => RemoteAnswer;

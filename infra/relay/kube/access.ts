import type { OutgoingHttpHeaders } from "node:http";
import type { RequestOptions } from "node:https";

/** Where the API server is, and how to show who we are. */
export type Access = {
  readonly server: URL;
  /** Asked before each request: tokens are rotated. */
  readonly credentials: () => Promise<Credentials>;
};

export type Credentials = { readonly tls: RequestOptions; readonly headers: OutgoingHttpHeaders };

/** Reads credentials again when the last ones are older than `freshFor` milliseconds. */
export function remembering(read: () => Promise<Credentials>, freshFor: number): Access["credentials"] {
  let made: Promise<Credentials> | undefined;
  let until = 0;
  return () => {
    if (made && Date.now() < until) return made;
    until = Date.now() + freshFor;
    made = read();
    return made;
  };
}

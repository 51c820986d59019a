import type { Json } from "#shared/model/json.ts";

/** One request to a Kubernetes API server, and what came back. */
export type KubeRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string; // with the query
  readonly body?: Json;
  readonly contentType?: string;
  readonly accept?: string;
  /** Whose rights it is sent with, in place of our own: a user's name. */
  readonly as?: string;
};

export type KubeAnswer = {
  readonly status: number;
  readonly body: Json;
  /** The API server's clock, where it told it. */
  readonly serverTime: number | undefined;
};

/** Sends a request. Rejects when no answer came; an answer of any status is an answer. */
export type Kube = (request: KubeRequest) => Promise<KubeAnswer>;

/** A kind as the API server serves it. */
export type ServedKind = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
};

/** Which path serves a kind; undefined when none does. `""` for the version asks for any that is served. */
export type FindKind = (kind: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}) => Promise<ServedKind | undefined>;

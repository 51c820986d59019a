import type { Moves } from "#shared/model/hook.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { ReceiverType } from "#shared/model/receiver.ts";
import type { Secret } from "#shared/model/secret.ts";
import { bitbucketMoves } from "./bitbucket-push.ts";
import { githubMoves } from "./github-push.ts";
import { gitlabMoves } from "./gitlab-push.ts";
import { headerSigns, hmacHolds, isToken } from "./signature.ts";

/** A call as it came in. */
export type Sent = { readonly headers: Headers; readonly body: Uint8Array<ArrayBuffer> };

/** How one kind of sender is told from others, and how its calls are read. */
export type Sender = {
  /** Whether the caller knows the token. */
  readonly holds: (sent: Sent, token: Secret) => Promise<boolean>;
  /** What to mend when it does not hold. */
  readonly remedy: string;
  /** The header that names the event; a sender without one has but one kind. */
  readonly event?: string;
  readonly pings?: readonly string[];
  /** Headers that name the delivery, the best first. A redelivery has the same. */
  readonly deliveries?: readonly string[];
  /** Events that tell of refs that moved. Any other changes nothing in Git, and counts where a Receiver lists it. */
  readonly pushes?: readonly string[];
  /** What has moved; undefined when the payload does not tell. */
  readonly movesIn?: (event: string, payload: Json) => Moves | undefined;
  /** Whether the payload is one of this sender's. Without, the body is not looked at. */
  readonly isPayload?: (payload: Json) => boolean;
};

const sameSecret = "Give the sender the same secret that the Receiver's Secret holds as token.";
const isObject = (payload: Json): boolean => isJsonObject(payload);
const anybody = async (): Promise<boolean> => true;

const header = ({ headers }: Sent, name: string): string => headers.get(name) ?? "";

/** GitHub's way of signing, which Gitea, Forgejo and Bitbucket took over. The old header counts where it is the only one. */
const hubSigned: Sender["holds"] = (sent, token) =>
  headerSigns(sent.body, {
    header: header(sent, "x-hub-signature-256") || header(sent, "x-hub-signature"),
    token,
  });

const github: Sender = {
  holds: hubSigned,
  remedy: sameSecret,
  event: "x-github-event",
  pings: ["ping"],
  pushes: ["push"],
  deliveries: ["x-github-delivery", "x-gitea-delivery"],
  movesIn: githubMoves,
  isPayload: isObject,
};

/** A registry that proves nothing: whoever knows the path is let in, when the body is what it would send. */
const registry = (isPayload: Sender["isPayload"] = isObject): Sender => ({
  holds: anybody,
  remedy: "",
  isPayload,
});

/** Upstream: internal/server/receiver_handlers.go, validate */
export const senders: Readonly<Record<ReceiverType, Sender>> = {
  github,
  gitea: github,
  gitlab: {
    holds: (sent, token) => isToken(header(sent, "x-gitlab-token"), token),
    remedy: sameSecret,
    event: "x-gitlab-event",
    pushes: ["Push Hook", "Tag Push Hook"],
    // Not x-gitlab-event-uuid: what one hook brings about has the same, however many pushes that is.
    deliveries: ["idempotency-key"],
    movesIn: gitlabMoves,
    isPayload: isObject,
  },
  bitbucket: {
    holds: hubSigned,
    remedy: sameSecret,
    event: "x-event-key",
    pings: ["diagnostics:ping"],
    pushes: ["repo:refs_changed", "repo:push", "mirror:repo_synchronized"],
    deliveries: ["x-request-uuid", "x-request-id"],
    movesIn: bitbucketMoves,
    isPayload: isObject,
  },
  generic: { holds: anybody, remedy: "" },
  "generic-hmac": {
    holds: (sent, token) => headerSigns(sent.body, { header: header(sent, "x-signature"), token }),
    remedy:
      "Send X-Signature: sha256=<HMAC of the body, keyed with the token of the Receiver's Secret, in hex>.",
  },
  harbor: {
    holds: (sent, token) => isToken(header(sent, "authorization"), token),
    remedy: "Give Harbor the token of the Receiver's Secret as its Auth Header, with nothing before it.",
  },
  dockerhub: registry(),
  quay: registry(),
  acr: registry(),
  nexus: {
    holds: (sent, token) =>
      hmacHolds(sent.body, { hash: "SHA-1", signature: header(sent, "x-nexus-webhook-signature"), token }),
    remedy: sameSecret,
    deliveries: ["x-nexus-webhook-delivery"],
    isPayload: isObject,
  },
  cdevents: { ...registry(isCdEvent), event: "ce-type" },
};

/** The part of the CDEvents format that every version and type of event has. */
function isCdEvent(payload: Json): boolean {
  if (!isJsonObject(payload) || !isJsonObject(payload["context"])) return false;
  const { id, source, type } = payload["context"];
  const isNamed = [id, source, type].every((one) => typeof one === "string" && one !== "");
  return (
    isNamed &&
    typeof type === "string" &&
    type.startsWith("dev.cdevents.") &&
    isJsonObject(payload["subject"])
  );
}

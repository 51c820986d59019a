import { randomBytes } from "node:crypto";
import { kubeTime, type Instant } from "#shared/model/instant.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import type { Kube } from "#shared/kube/request.ts";
import type { JsonObject } from "#shared/model/json.ts";

/** Something worth an Event on a custom resource. */
export type Note = {
  readonly reason: string;
  readonly message: string;
  readonly isWarning?: boolean;
  /** "" where the object has none. */
  readonly revision: string;
  /** Of a source's artifact. */
  readonly digest?: string;
};

/** Whose Event it is at Flux, and the group that its annotation is of. */
const authors: Readonly<Record<string, readonly [component: string, group: string]>> = {
  GitRepository: ["source-controller", "source.toolkit.fluxcd.io"],
  Receiver: ["notification-controller", "notification.toolkit.fluxcd.io"],
};
const mainAuthor = ["kustomize-controller", "kustomize.toolkit.fluxcd.io"] as const;

/** The API server refuses longer ones. */
const longest = 1_024;

/** Writes an Event as Flux does: same reasons, its component's name, the revision as an annotation. */
export async function writeEvent(
  kube: Kube,
  object: JsonObject,
  { note, now }: { note: Note; now: Instant },
): Promise<void> {
  const kind = textAt(object, "kind");
  const [component, group] = authors[kind] ?? mainAuthor;
  const namespace = textAt(object, "metadata", "namespace");
  const name = textAt(object, "metadata", "name");
  const time = kubeTime(now);
  const answer = await kube({
    method: "POST",
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`,
    body: {
      apiVersion: "v1",
      kind: "Event",
      metadata: {
        name: `${name}.${randomBytes(8).toString("hex")}`,
        namespace,
        ...(note.revision === "" ? {} : { annotations: annotationsOf(note, group) }),
      },
      involvedObject: {
        apiVersion: textAt(object, "apiVersion"),
        kind,
        namespace,
        name,
        uid: textAt(object, "metadata", "uid"),
        resourceVersion: at(object, "metadata", "resourceVersion") ?? "",
      },
      type: note.isWarning ? "Warning" : "Normal",
      reason: note.reason,
      message: note.message.length > longest ? `${note.message.slice(0, longest - 1)}…` : note.message,
      source: { component },
      reportingComponent: component,
      reportingInstance: "plumbline-relay",
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    },
  });
  if (!isSuccess(answer)) throw new Error(`Event for ${kind} ${namespace}/${name}: ${refusalIn(answer)}`);
}

function annotationsOf({ revision, digest }: Note, group: string): Record<string, string> {
  return { [`${group}/revision`]: revision, ...(digest !== undefined && { [`${group}/digest`]: digest }) };
}

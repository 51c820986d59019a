import type { Artifact, SubscribedInclude, Subscription } from "#shared/model/delivery.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { MirrorStore } from "./mirror-store.ts";
import { secretNamedIn } from "./named-secret.ts";

/** What is known of the sources beside one. */
export type Beside = {
  readonly mirror: MirrorStore;
  /** The last artifact of the source of this uid. */
  readonly artifactOf: (uid: string) => Artifact | undefined;
};

export type Included = Pick<Subscription, "includes" | "includeTrouble">;

/** A chain of sources, each included by the one before, ends here: a circle of them has no end. */
const mostDeep = 5;
/** All that one source includes, and those include: ten that include ten each, five deep, would be a hundred thousand. */
const mostIncludes = 50;

/**
 * The sources that one includes, at their last artifacts, or why one of them is not to be had.
 * Upstream: fluxcd/source-controller internal/controller/gitrepository_controller.go, fetchIncludes
 */
export function includesOf(source: Resource, beside: Beside): Included {
  return includedIn(source, { ...beside, left: mostIncludes }, 0);
}

function includedIn(source: Resource, beside: Beside & { left: number }, depth: number): Included {
  const includes: SubscribedInclude[] = [];
  for (const { name, fromPath, toPath } of declaredIn(source)) {
    if (--beside.left < 0)
      return trouble(
        "NoArtifact",
        `include '${name}': with those that its includes include, the source includes more than ${mostIncludes}. Include fewer`,
      );
    const included = beside.mirror.named("GitRepository", source.namespace, name);
    if (!included)
      return trouble(
        "NotFound",
        `could not get resource for include '${name}': it is not in namespace ${source.namespace}. Create it, or mend spec.include`,
      );
    const artifact = beside.artifactOf(included.uid);
    if (!artifact)
      return trouble(
        "NoArtifact",
        `no artifact available for include '${name}'. It is taken as soon as that source has one`,
      );
    if (depth >= mostDeep)
      return trouble(
        "NoArtifact",
        `include '${name}': more than ${mostDeep} sources include one another. If they do so in a circle, break it`,
      );
    const beyond = includedIn(included, beside, depth + 1);
    if (beyond.includeTrouble) return beyond;
    const secret = secretNamedIn(included.spec);
    const credential = secret === undefined ? undefined : beside.mirror.credential(source.namespace, secret);
    includes.push({
      spec: included.spec,
      artifact,
      fromPath,
      toPath,
      includes: beyond.includes ?? [],
      ...(credential === undefined ? {} : { credential }),
    });
  }
  return includes.length === 0 ? {} : { includes };
}

/** Whether a source includes the other. */
export function includes(source: Resource, other: Resource): boolean {
  return source.namespace === other.namespace && declaredIn(source).some(({ name }) => name === other.name);
}

function trouble(reason: string, message: string): Included {
  return { includeTrouble: { reason, message } };
}

type Declared = { readonly name: string; readonly fromPath: string; readonly toPath: string };

function declaredIn({ spec }: Resource): Declared[] {
  const declared: Json = spec["include"] ?? [];
  if (!Array.isArray(declared)) return [];
  return declared.flatMap((include: Json) => {
    if (!isJsonObject(include) || !isJsonObject(include["repository"])) return [];
    const { name } = include["repository"];
    if (typeof name !== "string") return [];
    const { fromPath, toPath } = include;
    return [{ name, fromPath: textOf(fromPath), toPath: textOf(toPath) || name }];
  });
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

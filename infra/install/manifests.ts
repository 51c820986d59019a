import { readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import type { Json } from "#shared/model/json.ts";
import { isManifest, type Manifest } from "#shared/model/manifest.ts";
import type { Secret } from "#shared/model/secret.ts";

export type InstallOptions = {
  /** Where the relay dials. */
  readonly edge: string;
  /** Good for one enrolment. A relay that the edge knows already needs none. */
  readonly token?: Secret;
  /** The relay's image with its registry and tag. */
  readonly image: string;
  /** Made for the relay alone: nothing starts in it but what Kubernetes calls "restricted". */
  readonly namespace?: string;
};

/** What the YAML files write where an installation has its own word. */
const homeInFiles = "plumbline-system";
const imageInFiles = "the-image-said-at-installation";

/** All that a cluster gets, in the order to apply it. One of them is a Secret: show them to nobody unasked. */
export function installManifests(options: InstallOptions): readonly Manifest[] {
  const { namespace = homeInFiles, image } = options;
  const words = new Map([
    [homeInFiles, namespace],
    [imageInFiles, image],
  ]);
  return [
    ...read("relay/namespace.yaml", words),
    ...crds(),
    ...accessFiles.flatMap((file) => read(file, words)),
    enrolment(options, namespace),
    ...read("relay/deployment.yaml", words),
    ...read("relay/network-policy.yaml", words),
  ];
}

/** The custom resources: Flux's API as far as Plumbline speaks it. */
export function crds(): readonly Manifest[] {
  return [
    ...read("crds/gitrepositories.yaml"),
    ...read("crds/kustomizations.yaml"),
    ...read("crds/providers.yaml"),
    ...read("crds/alerts.yaml"),
    ...read("crds/receivers.yaml"),
  ];
}

/** What a relay needs that runs outside the cluster: whom to be there, and what it may do. */
export function relayAccess(): readonly Manifest[] {
  return [...read("relay/namespace.yaml"), ...accessFiles.flatMap((file) => read(file))];
}

const accessFiles = [
  "relay/service-account.yaml",
  "relay/own-work.yaml",
  "relay/impersonate.yaml",
  "relay/apply.yaml",
];

/** Applied again without a token, the one that was spent leaves the cluster. */
function enrolment({ edge, token }: InstallOptions, namespace: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "plumbline-enrolment",
      namespace,
      labels: { "app.kubernetes.io/part-of": "plumbline" },
    },
    type: "Opaque",
    // Not stringData: server-side apply does not track it, and could not take the token out again.
    data: { edge: base64(edge), ...(token && { token: base64(token.reveal()) }) },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A file's manifests, with each string that is one of `words` exchanged for what it stands for. */
function read(file: string, words: ReadonlyMap<string, string> = new Map()): readonly Manifest[] {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  return loadAll(text).map((document) => {
    const manifest: Json = JSON.parse(JSON.stringify(document), (_key, value) => words.get(value) ?? value);
    if (!isManifest(manifest)) throw new Error(`infra/install/${file} holds something that is no manifest`);
    return manifest;
  });
}

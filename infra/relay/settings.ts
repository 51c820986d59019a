import { readFileSync } from "node:fs";
import { Secret } from "#shared/model/secret.ts";

/** What a relay is told by its environment. */
export type Settings = {
  readonly edge: URL;
  readonly token: Secret | undefined;
  readonly namespace: string;
  /** Where the ServiceAccount is mounted and the API server answers; undefined outside of Pods. */
  readonly pod: { readonly folder: string; readonly host: string; readonly port: string } | undefined;
  readonly kubeconfig: string | undefined;
  /** The ServiceAccount of Kustomizations that name none; "" where those have the relay's own rights. */
  readonly defaultAccount: string;
  /** Kinds that are applied after classes and before the rest, each as `group/kind`. */
  readonly customStage: ReadonlySet<string>;
};

const mountedAt = "/var/run/secrets/kubernetes.io/serviceaccount";

export function settingsFrom(env: Readonly<Record<string, string | undefined>>): Settings {
  const edge = env["PLUMBLINE_EDGE"] ?? "";
  if (!URL.canParse(edge))
    throw new Error(`PLUMBLINE_EDGE is ${edge === "" ? "not set" : `"${edge}"`}: give it the edge's URL`);
  const token = env["PLUMBLINE_TOKEN"] ?? "";
  const folder = env["PLUMBLINE_SERVICE_ACCOUNT"] ?? mountedAt;
  const host = env["KUBERNETES_SERVICE_HOST"] ?? "";
  const kubeconfig = env["PLUMBLINE_KUBECONFIG"];
  const pod = { folder, host, port: env["KUBERNETES_SERVICE_PORT"] ?? "443" };
  return {
    edge: new URL(edge),
    token: token === "" ? undefined : new Secret(token),
    namespace: env["PLUMBLINE_NAMESPACE"] ?? namespaceIn(folder) ?? "plumbline-system",
    pod: host === "" || kubeconfig !== undefined ? undefined : pod,
    kubeconfig,
    defaultAccount: env["PLUMBLINE_DEFAULT_SERVICE_ACCOUNT"] ?? "",
    customStage: groupKinds(env["PLUMBLINE_CUSTOM_APPLY_STAGE_KINDS"] ?? ""),
  };
}

/** `group/kind,group/kind`; a kind of the core group stands alone. fluxcd/pkg: ssa/utils, ParseGroupKindSet */
function groupKinds(text: string): ReadonlySet<string> {
  const listed = text.split(",").map((one) => one.trim());
  return new Set(listed.filter((one) => one !== "").map((one) => (one.includes("/") ? one : `/${one}`)));
}

function namespaceIn(folder: string): string | undefined {
  try {
    return readFileSync(`${folder}/namespace`, "utf8").trim();
  } catch {
    return undefined; // not in a Pod
  }
}

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
  /** Where `/healthz`, `/readyz` and `/metrics` are asked for; undefined for nowhere. */
  readonly metrics: { readonly host: string | undefined; readonly port: number } | undefined;
  readonly logFormat: "json" | "text";
  /** Who we are among several relays of this cluster; undefined where there is but one. */
  readonly lease: { readonly identity: string; readonly milliseconds: number } | undefined;
};

type Environment = Readonly<Record<string, string | undefined>>;

const mountedAt = "/var/run/secrets/kubernetes.io/serviceaccount";

export function settingsFrom(env: Environment): Settings {
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
    ...operation(env),
  };
}

function operation(env: Environment): Pick<Settings, "metrics" | "logFormat" | "lease"> {
  return {
    metrics: address(env["PLUMBLINE_METRICS_ADDRESS"] ?? ""),
    logFormat: logFormat(env["PLUMBLINE_LOG_FORMAT"] ?? "json"),
    lease: lease(env["PLUMBLINE_POD_NAME"] ?? "", env["PLUMBLINE_LEASE_SECONDS"] ?? "15"),
  };
}

/** `group/kind,group/kind`; a kind of the core group stands alone. fluxcd/pkg: ssa/utils, ParseGroupKindSet */
function groupKinds(text: string): ReadonlySet<string> {
  const listed = text.split(",").map((one) => one.trim());
  return new Set(listed.filter((one) => one !== "").map((one) => (one.includes("/") ? one : `/${one}`)));
}

/** `:8080`, `127.0.0.1:8080` or `[::1]:8080`; port 0 takes any that is free. */
function address(text: string): Settings["metrics"] {
  if (text === "") return undefined;
  const [, host = "", port = ""] = /^(\[[\da-fA-F:.]+\]|[^:[\]]*):(\d{1,5})$/.exec(text) ?? [];
  if (port === "" || Number(port) > 65_535)
    throw new Error(`PLUMBLINE_METRICS_ADDRESS is "${text}": write host:port, or :port for every address`);
  return { host: host === "" ? undefined : host.replaceAll(/[[\]]/g, ""), port: Number(port) };
}

function logFormat(text: string): "json" | "text" {
  if (text === "json" || text === "text") return text;
  throw new Error(`PLUMBLINE_LOG_FORMAT is "${text}": it is json or text`);
}

/** A Pod's name is nobody else's for as long as the Pod lives. */
function lease(identity: string, seconds: string): Settings["lease"] {
  if (!/^\d{1,4}$/.test(seconds) || Number(seconds) < 3)
    throw new Error(`PLUMBLINE_LEASE_SECONDS is "${seconds}": write whole seconds, three or more`);
  return identity === "" ? undefined : { identity, milliseconds: Number(seconds) * 1_000 };
}

function namespaceIn(folder: string): string | undefined {
  try {
    return readFileSync(`${folder}/namespace`, "utf8").trim();
  } catch {
    return undefined; // not in a Pod
  }
}

/** What workerd is told: one worker, its three kinds of object on disk, one socket. */
export type WorkerdConfig = {
  readonly host: string;
  readonly port: number;
  /** Of the worker's bundle, relative to the config file. */
  readonly workerFile: string;
  readonly stateFolder: string;
  /** In PEM, one each: authorities that are trusted beside those that browsers trust. */
  readonly trustedCertificates?: readonly string[];
};

const objects = ["Repository", "Cluster", "Registry"] as const;
const variables = ["EDGE_KEY", "ADMIN_TOKEN", "GITHUB_WEBHOOK_SECRET", "REMOTE_RESOURCES"] as const;

/** The config for `workerd serve`. Secrets are not in it: workerd takes them from its environment. */
export function workerdConfig(config: WorkerdConfig): string {
  const { host, port, workerFile, stateFolder, trustedCertificates = [] } = config;
  const bindings = [
    ...objects.map(
      (name) => `(name = ${quoted(name.toUpperCase())}, durableObjectNamespace = ${quoted(name)})`,
    ),
    ...variables.map((name) => `(name = ${quoted(name)}, fromEnvironment = ${quoted(name)})`),
  ];
  const namespaces = objects.map(
    (name) =>
      `(className = ${quoted(name)}, uniqueKey = ${quoted(`plumbline-${name.toLowerCase()}`)}, enableSql = true)`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "state", disk = (path = ${quoted(stateFolder)}, writable = true)),
    (name = "internet", network = (
      allow = ["public", "private", "local"],
      tlsOptions = (trustBrowserCas = true, trustedCertificates = [${trustedCertificates.map(quoted).join(", ")}]),
    )),
  ],
  sockets = [(name = "http", address = ${quoted(`${host}:${port}`)}, http = (), service = "edge")],
  # V8 would let garbage grow to 64 MB before it looks; a small box has better uses for them.
  v8Flags = ["--max-semi-space-size=4"],
);

const edge :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${quoted(workerFile)})],
  compatibilityDate = "2026-10-01",
  bindings = [
    ${bindings.join(",\n    ")},
  ],
  durableObjectNamespaces = [
    ${namespaces.join(",\n    ")},
  ],
  durableObjectStorage = (localDisk = "state"),
  globalOutbound = "internet",
);
`;
}

/** Cap'n Proto's strings are C's, and JSON's are close enough for paths and names. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

import type { Json } from "#shared/model/json.ts";
import { environments } from "./repository.ts";

export type Places = {
  readonly remote: string;
  readonly user: string;
  readonly password: string;
  readonly slackWebhook: string;
};

const secret = (name: string, stringData: Record<string, string>): Json => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace: "default" },
  stringData,
});

/** The Secrets that the custom resources refer to: made by hand, as a user would. */
export function secrets({ user, password, slackWebhook }: Places): Json[] {
  return [secret("git-auth", { username: user, password }), secret("slack-url", { address: slackWebhook })];
}

export function gitRepository({ remote }: Places, interval = "1m"): Json {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "my-app", namespace: "default" },
    spec: { url: remote, interval, ref: { branch: "main" }, secretRef: { name: "git-auth" } },
  };
}

export function kustomization(name: string, spec: Record<string, Json>) {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: "default" },
    spec: { sourceRef: { kind: "GitRepository", name: "my-app" }, prune: true, interval: "5m", ...spec },
  };
}

/** The application itself. */
export const application = kustomization("my-app", {
  path: "./k8s",
  timeout: "2m",
  targetNamespace: "default",
});

/** The same application in three environments, one Kustomization each. */
export const stagesOfLife = Object.entries(environments).map(([name, { interval }]) =>
  kustomization(name, { path: `./overlays/${name}`, interval }),
);

/** Slack hears of everything that happens to them. */
export const notifications: readonly Json[] = [
  {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Provider",
    metadata: { name: "slack", namespace: "default" },
    spec: { type: "slack", channel: "general", secretRef: { name: "slack-url" } },
  },
  {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Alert",
    metadata: { name: "everything", namespace: "default" },
    spec: {
      providerRef: { name: "slack" },
      eventSeverity: "info",
      eventSources: [
        { kind: "GitRepository", name: "*" },
        { kind: "Kustomization", name: "*" },
      ],
    },
  },
];

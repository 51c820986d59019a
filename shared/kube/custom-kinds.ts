import type { ServedKind } from "./request.ts";

export type CustomKind = "GitRepository" | "Kustomization" | "Provider" | "Alert" | "Receiver";

/** The custom resources that Plumbline reads, in the version that it writes status in. */
export const customKinds: Readonly<Record<CustomKind, ServedKind>> = {
  GitRepository: {
    group: "source.toolkit.fluxcd.io",
    version: "v1",
    kind: "GitRepository",
    plural: "gitrepositories",
    namespaced: true,
  },
  Kustomization: {
    group: "kustomize.toolkit.fluxcd.io",
    version: "v1",
    kind: "Kustomization",
    plural: "kustomizations",
    namespaced: true,
  },
  Provider: {
    group: "notification.toolkit.fluxcd.io",
    version: "v1beta3",
    kind: "Provider",
    plural: "providers",
    namespaced: true,
  },
  Alert: {
    group: "notification.toolkit.fluxcd.io",
    version: "v1beta3",
    kind: "Alert",
    plural: "alerts",
    namespaced: true,
  },
  Receiver: {
    group: "notification.toolkit.fluxcd.io",
    version: "v1",
    kind: "Receiver",
    plural: "receivers",
    namespaced: true,
  },
};

export const customKindNames: readonly CustomKind[] = [
  "GitRepository",
  "Kustomization",
  "Provider",
  "Alert",
  "Receiver",
];

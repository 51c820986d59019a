import { randomBytes } from "node:crypto";
import type { Json } from "#shared/model/json.ts";

export const token = randomBytes(20).toString("hex");

export function tokenSecret(name: string, value: string): Json {
  const metadata = { name, namespace: "default" };
  return { apiVersion: "v1", kind: "Secret", metadata, stringData: { token: value } };
}

/** A Receiver for the walk-through's source. */
export function receiver(name: string, spec: { readonly [key: string]: Json }): Json {
  return {
    apiVersion: "notification.toolkit.fluxcd.io/v1",
    kind: "Receiver",
    metadata: { name, namespace: "default" },
    spec: {
      secretRef: { name: "hook-token" },
      resources: [{ kind: "GitRepository", name: "my-app" }],
      ...spec,
    },
  };
}

import { describe, expect, it } from "vitest";
import { patient } from "#infra/relay/kube/patient.ts";
import type { Kube, KubeAnswer } from "#shared/kube/request.ts";

const request = { method: "GET", path: "/version" } as const;

/** An API server that gives these answers in turn: a status, or none at all. */
function answering(...statuses: readonly (number | "no answer")[]): { kube: Kube; asked: () => number } {
  let asked = 0;
  const kube: Kube = async () => {
    const status = statuses[asked++];
    if (typeof status !== "number") throw new Error("connection refused");
    return { status, body: null, serverTime: undefined } satisfies KubeAnswer;
  };
  return { kube, asked: () => asked };
}

describe("a patient request", () => {
  it("is sent again to an API server that is busy, restarting or away", async () => {
    const { kube, asked } = answering(429, "no answer", 503, 200);
    expect((await patient(kube, 5)(request)).status).toBe(200);
    expect(asked()).toBe(4);
  });

  it.each([400, 401, 403, 404, 422])("takes %i for an answer", async (status) => {
    const { kube, asked } = answering(status, 200);
    expect((await patient(kube, 5)(request)).status).toBe(status);
    expect(asked()).toBe(1);
  });

  it("gives what came last, when its tries are over", async () => {
    expect((await patient(answering(503, 503).kube, 2)(request)).status).toBe(503);
  });

  it("rejects when nothing came to the last", async () => {
    await expect(patient(answering(503, "no answer").kube, 2)(request)).rejects.toThrow("connection refused");
  });
});

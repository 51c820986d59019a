import { describe, expect, it } from "vitest";
import { EnrolAnswerSchema, EnrolRequestSchema } from "#shared/wire/enrolment.ts";
import { MOST_OBJECTS } from "#shared/wire/job.ts";
import { challengeText, ToEdgeSchema } from "#shared/wire/to-edge.ts";
import { InstructionSchema, PayloadSchema, ToRelaySchema } from "#shared/wire/to-relay.ts";
import * as sample from "./sample.ts";

/** The same value after a way over the wire. */
const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("a message to the edge", () => {
  it.each(sample.toEdge)("of the type $type arrives as it was sent", (message) => {
    expect(ToEdgeSchema.parse(sent(message))).toEqual(message);
  });

  it.each(sample.toEdge)("of the type $type may hold a field that only newer ones know", (message) => {
    expect(ToEdgeSchema.parse({ ...message, mood: "good" })).toEqual(message);
  });

  it.each(sample.toEdge)("of the type $type is refused without its fields", ({ type }) => {
    expect(ToEdgeSchema.safeParse({ type }).success).toBe(false);
  });

  it.each([{ type: "sing" }, {}, [], "hello", null, undefined, 1])("is not %o", (message) => {
    expect(ToEdgeSchema.safeParse(message).success).toBe(false);
  });

  const { hello, mirror, report, refusal, drift, staleBase } = sample;
  const [resource] = mirror.resources;
  const [result] = report.results;
  it.each<[string, object]>([
    ["a session that could be guessed", { ...hello, session: "short" }],
    ["a session without end", { ...hello, session: "a".repeat(65) }],
    ["a version that is no number", { ...hello, version: "1" }],
    ["a proof without end", { ...hello, proof: "a".repeat(201) }],
    ["a kind that is not mirrored", { ...mirror, resources: [{ ...resource, kind: "Secret" }] }],
    ["a generation that is no whole number", { ...mirror, resources: [{ ...resource, generation: 1.5 }] }],
    [
      "a name longer than Kubernetes allows",
      { ...mirror, resources: [{ ...resource, name: "a".repeat(254) }] },
    ],
    ["labels that are no texts", { ...mirror, resources: [{ ...resource, labels: { a: 1 } }] }],
    ["more resources than a cluster has", { ...mirror, resources: Array(20_001).fill(resource) }],
    [
      "more credentials than a cluster has",
      { ...mirror, credentials: Array(5_001).fill(mirror.credentials[0]) },
    ],
    [
      "a credential whose values are no texts",
      { ...mirror, credentials: [{ ...mirror.credentials[0], data: { a: 1 } }] },
    ],
    ["an action that is none", { ...report, results: [{ ...result, action: "exploded" }] }],
    ["a key that is none", { ...report, results: [{ ...result, key: "Deployment/web" }] }],
    ["a key without end", { ...report, results: [{ ...result, key: `a/b/c/${"d".repeat(1_024)}` }] }],
    ["a digest without end", { ...report, results: [{ ...result, digest: "0".repeat(65) }] }],
    ["an error without end", { ...report, results: [{ ...result, error: "a".repeat(4_001) }] }],
    ["more results than a job has objects", { ...report, results: Array(MOST_OBJECTS + 1).fill(result) }],
    ["a reason that is none", { ...refusal, why: "tired" }],
    ["entries that are no triples", { ...staleBase, entries: [[sample.key, "digest"]] }],
    ["a manager without end", { ...drift, changed: [{ key: sample.key, manager: "a".repeat(201) }] }],
  ])("is refused for %s", (_what, message) => {
    expect(ToEdgeSchema.safeParse(message).success).toBe(false);
  });
});

describe("an instruction", () => {
  it.each(sample.instructions)("of the type $type arrives as it was sent", (instruction) => {
    expect(InstructionSchema.parse(sent(instruction))).toEqual(instruction);
  });

  it("may hold a field that only newer ones know", () => {
    expect(InstructionSchema.parse({ ...sample.job, mood: "good" })).toEqual(sample.job);
  });

  it("keeps every field of a manifest, whatever its kind", () => {
    const [wanted] = sample.job.apply;
    const manifest = { ...wanted?.manifest, spec: { "x-odd": [1, null, { a: "" }] }, immutable: true };
    const job = { ...sample.job, apply: [{ ...wanted, manifest }] };
    expect(InstructionSchema.parse(sent(job))).toEqual(job);
  });

  const [wanted] = sample.job.apply;
  it.each<[string, object]>([
    ["a type that is unknown", { type: "sing" }],
    ["an object that is none", { ...sample.job, apply: [{ ...wanted, manifest: { kind: "Deployment" } }] }],
    ["an object of no origin", { ...sample.job, apply: [{ ...wanted, origin: undefined }] }],
    ["something to prune that is no key", { ...sample.job, prune: ["everything"] }],
    ["a reason that is none", { ...sample.job, reason: "mood" }],
    ["more objects than a job has", { ...sample.job, apply: Array(MOST_OBJECTS + 1).fill(wanted) }],
    ["an outcome neither good nor bad", { ...sample.verdict, outcome: {} }],
    ["a failure without its reason", { ...sample.verdict, outcome: { ok: false } }],
    ["a source that is good without an artifact", { ...sample.sourceVerdict, outcome: { ok: true } }],
    [
      "a message without end",
      { ...sample.verdict, outcome: { ok: false, reason: "a", message: "a".repeat(20_001) } },
    ],
  ])("is refused for %s", (_what, instruction) => {
    expect(InstructionSchema.safeParse(instruction).success).toBe(false);
  });
});

describe("an envelope", () => {
  const envelope = { type: "signed", payload: "{}", signature: "c2lnbmVk" };
  const payload = { session: "a session", sequence: 1, instruction: sample.job };

  it("arrives as it was sent, and so does what is in it", () => {
    expect(ToRelaySchema.parse(sent(envelope))).toEqual(envelope);
    expect(PayloadSchema.parse(sent(payload))).toEqual(payload);
  });

  it.each<[string, object]>([
    ["no signature", { ...envelope, signature: undefined }],
    ["a signature without end", { ...envelope, signature: "a".repeat(201) }],
    ["a payload that is no text", { ...envelope, payload: {} }],
    ["an instruction instead", sample.job],
  ])("is refused for %s", (_what, message) => {
    expect(ToRelaySchema.safeParse(message).success).toBe(false);
  });

  it.each<[string, object]>([
    ["no session", { ...payload, session: undefined }],
    ["a sequence that is no whole number", { ...payload, sequence: 1.5 }],
    ["no instruction", { ...payload, instruction: undefined }],
  ])("holds nothing with %s", (_what, message) => {
    expect(PayloadSchema.safeParse(message).success).toBe(false);
  });
});

describe("an enrolment", () => {
  const request = { token: "a.b", publicKey: "a2V5" };
  const answer = { cluster: "shop", certificate: "a.b", edgeKey: "a2V5" };

  it("arrives as it was sent", () => {
    expect(EnrolRequestSchema.parse(sent(request))).toEqual(request);
    expect(EnrolAnswerSchema.parse(sent(answer))).toEqual(answer);
  });

  it.each([{ ...request, token: "a".repeat(2_001) }, { ...request, publicKey: "a".repeat(101) }, {}, null])(
    "is refused when it is misshapen: %#",
    (value) => {
      expect(EnrolRequestSchema.safeParse(value).success).toBe(false);
    },
  );
});

describe("a challenge", () => {
  it("is answered over a text that nobody signs for another purpose", () => {
    expect(challengeText("a nonce")).toBe("plumbline relay challenge a nonce");
  });
});

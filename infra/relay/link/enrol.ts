import { request as http } from "node:http";
import { request as https } from "node:https";
import type { Kube } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn } from "#shared/kube/status.ts";
import { isJsonObject } from "#shared/model/json.ts";
import type { Secret } from "#shared/model/secret.ts";
import { EnrolAnswerSchema, type EnrolAnswer, type EnrolRequest } from "#shared/wire/enrolment.ts";
import { identityIn, identityOf, newKeyPair, secretData, type Identity } from "./identity.ts";

export type Enrolling = {
  readonly kube: Kube;
  readonly edge: URL;
  /** The one-time token; undefined when the operator has taken it away after the first time. */
  readonly token: Secret | undefined;
  readonly namespace: string;
};

const secretName = "plumbline-relay";

/** The identity that is kept in the cluster; without one, enrols and keeps it. */
export async function identityAt(enrolling: Enrolling): Promise<Identity> {
  return (await keptIdentity(enrolling)) ?? enrolAnew(enrolling);
}

/** Makes a new key and trades the token for a certificate. Said to the log: an enrolment is an event. */
async function enrolAnew({ kube, edge, token, namespace }: Enrolling): Promise<Identity> {
  if (!token)
    throw new Error(
      "this relay is not enrolled and has no token: draw one at the edge, put it into PLUMBLINE_TOKEN",
    );
  const keys = newKeyPair();
  const answer = await ask(edge, { token: token.reveal(), publicKey: keys.publicKey });
  const identity = identityOf(keys, answer);
  await keep(kube, namespace, identity);
  return identity;
}

async function keptIdentity({ kube, namespace }: Enrolling): Promise<Identity | undefined> {
  const answer = await kube({ method: "GET", path: `/api/v1/namespaces/${namespace}/secrets/${secretName}` });
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw new Error(`Secret ${namespace}/${secretName}: ${refusalIn(answer)}`);
  const data = at(answer.body, "data");
  if (!isJsonObject(data)) return undefined;
  const texts = Object.entries(data).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return identityIn(Object.fromEntries(texts));
}

async function keep(kube: Kube, namespace: string, identity: Identity): Promise<void> {
  const answer = await kube({
    method: "PATCH",
    path: `/api/v1/namespaces/${namespace}/secrets/${secretName}?fieldManager=plumbline-relay&force=true`,
    contentType: "application/apply-patch+yaml",
    body: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: secretName, namespace, labels: { "app.kubernetes.io/part-of": "plumbline" } },
      type: "Opaque",
      data: secretData(identity),
    },
  });
  if (!isSuccess(answer)) throw new Error(`Secret ${namespace}/${secretName}: ${refusalIn(answer)}`);
}

async function ask(edge: URL, request: EnrolRequest): Promise<EnrolAnswer> {
  const body = JSON.stringify(request);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const url = new URL("/enrol", edge);
  const dial = url.protocol === "https:" ? https : http;
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = dial(url, { method: "POST", headers, timeout: 15_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text = (text + chunk).slice(0, 10_000)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer within 15 s")));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
  if (status !== 201)
    throw new Error(`the edge at ${edge.origin} refused the enrolment (HTTP ${status}): ${text}`);
  return EnrolAnswerSchema.parse(JSON.parse(text));
}

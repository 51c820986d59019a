import { randomBytes } from "node:crypto";
import { startEdge, type Edge } from "#infra/edge/launcher.ts";
import { identityOf, newKeyPair, type Identity } from "#infra/relay/link/identity.ts";
import { Link } from "#infra/relay/link/link.ts";
import { Secret } from "#shared/model/secret.ts";
import { EnrolAnswerSchema } from "#shared/wire/enrolment.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { SourceVerdict } from "#shared/wire/verdict.ts";
import { freePort } from "#test/support/free-port.ts";

/** The edge in workerd, and a relay's link to it without a cluster behind: what there is to follow, the bench says. */
export type LinkedEdge = {
  readonly edge: Edge;
  readonly webhookSecret: string;
  /** Shows these resources, in place of all that were shown before. */
  readonly show: (resources: readonly Resource[]) => void;
  /** When the verdict came that this GitRepository is at this commit, on `performance`'s clock. */
  readonly at: (uid: string, commit: string) => Promise<number>;
  readonly stop: () => Promise<void>;
};

const cluster = "bench";
const patience = 60_000;

export async function startLinkedEdge(worker: string, folder: string): Promise<LinkedEdge> {
  const secret = (): string => randomBytes(32).toString("base64");
  const [adminToken, webhookSecret] = [secret(), secret()];
  const edge = await startEdge({
    worker,
    folder,
    port: await freePort(),
    edgeKey: new Secret(secret()),
    adminToken: new Secret(adminToken),
    webhookSecret: new Secret(webhookSecret),
    patrolSeconds: 0,
    log: () => undefined,
  });
  try {
    const identity = await enrolled(edge.url, adminToken);
    const ear = new Ear();
    const welcome = Promise.withResolvers<void>();
    const link = new Link({
      edge: new URL(edge.url),
      identity: async () => identity,
      heads: () => [],
      unknown: () => undefined,
      lost: () => undefined,
      log: (line) => ear.trouble(line),
      obey: (instruction) => {
        if (instruction.type === "welcome") welcome.resolve();
        if (instruction.type === "source-verdict") ear.hear(instruction);
      },
    });
    const running = link.run();
    await welcome.promise;
    return {
      edge,
      webhookSecret,
      show: (resources) => {
        const all = { complete: true, resources: [...resources], gone: [], credentials: [] };
        if (!link.send({ type: "mirror", ...all })) throw new Error("the link to the edge is broken");
      },
      at: (uid, commit) => ear.at(uid, commit),
      stop: async () => {
        link.close();
        await running;
        await edge.stop();
      },
    };
  } catch (error) {
    await edge.stop("SIGKILL");
    throw error;
  }
}

async function enrolled(edge: string, adminToken: string): Promise<Identity> {
  const headers = { authorization: `Bearer ${adminToken}` };
  const drawn = await fetch(`${edge}/clusters/${cluster}/enrolments`, { method: "POST", headers });
  const { token }: { token: string } = JSON.parse(await drawn.text());
  const keys = newKeyPair();
  const body = JSON.stringify({ token, publicKey: keys.publicKey });
  const answer = await fetch(`${edge}/enrol`, { method: "POST", body });
  return identityOf(keys, EnrolAnswerSchema.parse(JSON.parse(await answer.text())));
}

/** What the edge has said of its sources. */
class Ear {
  readonly #heard = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();
  #trouble = "nothing went wrong at the edge";

  hear({ uid, outcome }: SourceVerdict): void {
    if (!outcome.ok) return this.trouble(outcome.message);
    const name = `${uid} ${outcome.artifact.revision.slice(-40)}`;
    const now = performance.now();
    this.#heard.set(name, now);
    this.#waiting.get(name)?.(now);
    this.#waiting.delete(name);
  }

  trouble(line: string): void {
    this.#trouble = line;
  }

  at(uid: string, commit: string): Promise<number> {
    const name = `${uid} ${commit}`;
    const heard = this.#heard.get(name);
    if (heard !== undefined) return Promise.resolve(heard);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const late = setTimeout(
      () =>
        reject(new Error(`${uid} did not come to ${commit} within ${patience / 1_000} s: ${this.#trouble}`)),
      patience,
    );
    this.#waiting.set(name, (at) => {
      clearTimeout(late);
      resolve(at);
    });
    return promise;
  }
}

import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { DesiredStore } from "#functions/dispatch/desired-store.ts";
import { MirrorStore } from "#functions/dispatch/mirror-store.ts";
import { SourceBook } from "#functions/dispatch/source-book.ts";
import { SourceDesk } from "#functions/dispatch/source-desk.ts";
import type { Artifact, SourceNews } from "#shared/model/delivery.ts";
import type { JsonObject } from "#shared/model/json.ts";
import type { Credential, Resource } from "#shared/wire/mirror.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

function source(name: string, spec: JsonObject = {}): Resource {
  const identity = { namespace: "default", name, uid: `${name}-uid`, generation: 1, labels: {} };
  const url = `https://git.example.com/team/${name}`;
  return { kind: "GitRepository", ...identity, spec: { url, ...spec } };
}

function found(name: string, revision: string): SourceNews {
  const place = { url: `https://git.example.com/team/${name}`, path: name, lastUpdateTime: "" };
  const artifact: Artifact = { revision, digest: "sha256:00", size: 1, ...place };
  return { uid: `${name}-uid`, generation: 1, outcome: { ok: true, artifact, isNew: true } };
}

type Scene = {
  readonly desk: SourceDesk;
  readonly book: SourceBook;
  /** What repositories have heard, in order. */
  readonly heard: string[];
  readonly show: (resources: readonly Resource[], credentials?: readonly Credential[]) => Promise<void>;
  /** What is done before a repository, or the relay, has heard. */
  on: (what: string) => Promise<void> | undefined;
};

function inScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  const stub = env.CLUSTER.getByName(unusedName("shop"));
  return runInDurableObject(stub, async (_, { storage: { sql } }) => {
    const mirror = new MirrorStore(sql);
    const book = new SourceBook(sql);
    const heard: string[] = [];
    const hear = async (what: string): Promise<void> => {
      await scene.on(what);
      heard.push(what);
    };
    const desk = new SourceDesk({
      mirror,
      book,
      desired: new DesiredStore(sql),
      repository: (name) => ({
        subscribe: ({ generation }) => hear(`${name} is asked for ${generation}`),
        unsubscribe: () => hear(`${name} is left`),
      }),
      send: async ({ type }) => {
        await scene.on(type);
        return true;
      },
      tell: () => undefined,
      plan: async () => undefined,
      log: () => undefined,
    });
    const scene: Scene = {
      desk,
      book,
      heard,
      show: (resources, credentials = []) =>
        mirror.take(
          {
            type: "mirror",
            complete: true,
            resources: [...resources],
            gone: [],
            credentials: [...credentials],
          },
          async (text) => text,
        ),
      on: () => undefined,
    };
    await work(scene);
  });
}

const app = "git.example.com/team/app";

describe("a source that moves to another repository", () => {
  it("leaves the one before, and tells it again until it has heard", () =>
    inScene(async (scene) => {
      const { desk, heard, show } = scene;
      await show([source("app")]);
      await desk.follow(false);
      await show([source("app", { url: "https://git.example.com/team/other" })]);
      scene.on = (what) => (what.endsWith("is left") ? Promise.reject(new Error("is away")) : undefined);
      await desk.follow(false);
      expect(heard).toEqual([`${app} is asked for 1`, "git.example.com/team/other is asked for 1"]);
      scene.on = () => undefined;
      await desk.patrol();
      await desk.patrol();
      expect(heard.filter((what) => what.endsWith("is left"))).toEqual([`${app} is left`]);
    }));
});

describe("a source that changes while repositories are being asked", () => {
  it("is asked for as it is now in the end", () =>
    inScene(async (scene) => {
      const { desk, heard, show } = scene;
      const answering = Promise.withResolvers<void>();
      scene.on = (what) => (what === "git.example.com/team/a is asked for 1" ? answering.promise : undefined);
      await show([source("a"), source("b")]);
      const first = desk.follow(false);
      await show([source("a"), { ...source("b"), generation: 2 }]);
      const second = desk.follow(false);
      answering.resolve();
      await Promise.all([first, second]);
      expect(heard.filter((what) => what.includes("/b "))).toEqual([
        "git.example.com/team/b is asked for 1",
        "git.example.com/team/b is asked for 2",
      ]);
    }));
});

describe("a source whose Secret is gone", () => {
  it("is not left, and keeps its artifact", () =>
    inScene(async ({ desk, book, heard, show }) => {
      const closed = source("app", { secretRef: { name: "token" } });
      await show([closed], [{ namespace: "default", name: "token", data: { username: "git" } }]);
      await desk.follow(false);
      await desk.say(found("app", "main@sha1:1"));
      await show([closed]);
      await desk.follow(false);
      expect(heard).toEqual([`${app} is asked for 1`, `${app} is asked for 1`]);
      expect(book.artifactOf("app-uid")).toMatchObject({ revision: "main@sha1:1" });
    }));
});

describe("a new relay", () => {
  it("is told what is known, and nothing older than what is said meanwhile", () =>
    inScene(async (scene) => {
      const { desk, book, show } = scene;
      await show([source("a"), source("b")]);
      await desk.follow(false);
      for (const name of ["a", "b"]) await desk.say(found(name, "main@sha1:1"));
      let isFirst = true;
      scene.on = (what) => {
        if (what !== "source-verdict" || !isFirst) return undefined;
        isFirst = false;
        return desk.say(found("b", "main@sha1:2"));
      };
      await desk.follow(true);
      expect(book.artifactOf("b-uid")).toMatchObject({ revision: "main@sha1:2" });
    }));
});

import { describe, expect, it } from "vitest";
import { NotYetHere } from "#functions/source/elsewhere/not-yet-here.ts";
import type { RemoteShelf } from "#functions/source/elsewhere/remote-shelf.ts";
import type { RemoteAnswer } from "#shared/kustomize/remote-request.ts";
import { shelfOf } from "./shelf-of.ts";

const file = (url: string) => ({ type: "file", url }) as const;
const at = "https://example.com/a.yaml";
const redirect = (location: string): Response => new Response(null, { status: 302, headers: { location } });

/** The answer of a build that is run again for as long as something is not here yet. */
async function answerOf(shelf: RemoteShelf, url: string): Promise<RemoteAnswer> {
  const { ask } = shelf.errand();
  for (;;)
    try {
      return ask(file(url));
    } catch (error) {
      if (!(error instanceof NotYetHere)) throw error;
      await error.bring();
    }
}

async function said(shelf: RemoteShelf, url: string): Promise<string> {
  const answer = await answerOf(shelf, url);
  if (answer.type === "refused") return `${answer.message}. ${answer.remedy}`;
  return answer.type === "file" ? new TextDecoder().decode(answer.bytes) : "a repository";
}

describe("what a build asks for from elsewhere", () => {
  it("is fetched once in a visit, whoever asks for it", async () => {
    const shelf = shelfOf({ [at]: "a" });
    expect([await said(shelf, at), await said(shelf, at)]).toEqual(["a", "a"]);
    expect(shelf.fetched).toEqual([at]);
  });

  it("has a version that is of its content, and another when it cannot be had", async () => {
    const versionOf = (answers: Record<string, string>) => shelfOf(answers).errand().versionOf(file(at));
    const [one, same, other, gone] = [
      await versionOf({ [at]: "a" }),
      await versionOf({ [at]: "a" }),
      await versionOf({ [at]: "b" }),
      await versionOf({}),
    ];
    expect(one).toBe(same);
    expect(new Set([one, other, gone]).size).toBe(3);
  });

  it("is not fetched where remote resources are off", async () => {
    const shelf = shelfOf({ [at]: "a" }, { isOn: false });
    expect(await said(shelf, at)).toMatch(/^remote resources are off here\. Commit a copy/);
    expect(shelf.fetched).toEqual([]);
  });

  it("is at most fifty things in one build", async () => {
    const urls = Array.from({ length: 51 }, (_, number) => `https://example.com/${number}.yaml`);
    const shelf = shelfOf(Object.fromEntries(urls.map((url) => [url, "a"])));
    const { ask } = shelf.errand();
    for (const url of urls) await shelf.errand().versionOf(file(url));
    expect(urls.map((url) => ask(file(url)).type)).toEqual([...Array(50).fill("file"), "refused"]);
    expect(ask(file(urls[0] ?? "")).type).toBe("file");
  });

  it("is not waited for without end", async () => {
    let now = 0;
    const shelf = shelfOf({ [at]: "a" }, { now: () => now });
    now = 120_000;
    expect(await said(shelf, at)).toMatch(/took more than 120 s\. It is asked again/);
  });

  it("is not more than an object of the edge can hold", async () => {
    const large = "x".repeat(16 * 1024 * 1024);
    const urls = ["1", "2", "3"].map((name) => `https://example.com/${name}`);
    const shelf = shelfOf(Object.fromEntries(urls.map((url) => [url, large])));
    const types: string[] = [];
    for (const url of urls) types.push((await answerOf(shelf, url)).type);
    expect(types).toEqual(["file", "file", "refused"]);
  });
});

describe("a file elsewhere", () => {
  it.each([
    ["https://other.example.com/b.yaml", "b"],
    ["/b.yaml", /HTTP 404\. Correct the URL/],
    ["http://other.example.com/b.yaml", /redirects to http:\/\/other\.example\.com, .* stays on https/],
    ["http://127.0.0.1/b.yaml", /redirects to http:\/\/127\.0\.0\.1, and http:\/\/ is not fetched from/],
    ["https://user:word@example.com/b.yaml", /redirects to https:\/\/example\.com, .* user or password/],
    [at, /redirects more than 5 times/],
  ])("that redirects to %s", async (location, words) => {
    const answers = { "https://other.example.com/b.yaml": "b", "http://127.0.0.1/b.yaml": "b" };
    const shelf = shelfOf({
      ...answers,
      get [at]() {
        return redirect(location);
      },
    });
    expect(await said(shelf, at)).toMatch(words);
  });

  it("on loopback may redirect on loopback", async () => {
    const shelf = shelfOf({
      "http://127.0.0.1:1/a": redirect("http://localhost:2/b"),
      "http://localhost:2/b": "b",
    });
    expect(await said(shelf, "http://127.0.0.1:1/a")).toBe("b");
  });

  it.each([
    ["http://example.com/a.yaml", /http:\/\/ is not fetched from/],
    ["http://169.254.169.254/latest", /http:\/\/ is not fetched from/],
    ["https://user:word@example.com/a.yaml", /holds a user or password/],
    ["https://[broken", /no URL/],
  ])("is not asked for at %s", async (url, words) => {
    const shelf = shelfOf({ [url]: "a" });
    expect(await said(shelf, url)).toMatch(words);
    expect(shelf.fetched).toEqual([]);
  });

  it("that the host keeps to itself is not asked for with any credential", async () => {
    const shelf = shelfOf({ [at]: new Response("", { status: 403 }) });
    expect(await said(shelf, at)).toMatch(/HTTP 403\. Commit a copy/);
  });
});

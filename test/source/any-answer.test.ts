import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  discover,
  fetchObjects,
  listRefs,
  type Capabilities,
  type GitRemote,
} from "#functions/source/git/git-client.ts";
import { parseOid } from "#functions/source/object/object-id.ts";
import type { Result } from "#shared/model/failure.ts";
import { failureOf, valueOf } from "./expect-result.ts";
import { GitServer, Scratch } from "./git-server.ts";
import { blobOid } from "./pack-builder.ts";
import { SinkByHand } from "./read-pack.ts";

const scratch = new Scratch();
const server = new GitServer({ root: scratch.path });
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

/** What git answered to discover, ls-refs and fetch, byte for byte. */
async function recorded() {
  const repository = scratch.repository(`any${answers++}`);
  repository.history(
    Array.from({ length: 8 }, (_, i) => ({
      "apps/web.yaml": `kind: ConfigMap\ndata: {a: ${"b".repeat(200)}, i: "${i}"}\n`,
      [`apps/${i}.yaml`]: `kind: Secret # ${i}\n`,
    })),
  );
  repository.git("tag", "-a", "-m", "One", "v1", "main");
  const url = `${await server.start()}/${repository.path.split("/").at(-1) ?? ""}`;
  const seen: { type: string; bytes: Buffer }[] = [];
  const recording: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    const bytes = Buffer.from(await response.clone().arrayBuffer());
    seen.push({ type: response.headers.get("content-type") ?? "", bytes });
    return response;
  };
  const remote = { url, fetch: recording };
  const capabilities = valueOf(await discover(remote));
  valueOf(await listRefs(remote, capabilities, []));
  const wants = [repository.oid("main")];
  valueOf(await fetchObjects(remote, capabilities, { ...none, wants, depth: 1, sink: new SinkByHand() }));
  const [discovered, listed, fetched] = seen;
  if (!discovered || !listed || !fetched) throw new Error("git answered less than it was asked");
  return { discovered, listed, fetched, capabilities, wants };
}
let answers = 0;
const none = { haves: [], shallow: [] };
const real = await recorded();

/** A host that gives these bytes, cut where the network happens to. */
function giving(type: string, bytes: Uint8Array, cuts: readonly number[]): GitRemote {
  let at = 0;
  let turn = 0;
  const body = (): ReadableStream<Uint8Array<ArrayBuffer>> =>
    new ReadableStream({
      type: "bytes",
      pull: (controller) => {
        if (at === bytes.length) {
          controller.close();
          controller.byobRequest?.respond(0);
          return;
        }
        const end = Math.min(bytes.length, at + Math.max(1, cuts[turn++] ?? bytes.length));
        controller.enqueue(new Uint8Array(bytes.subarray(at, end)));
        at = end;
      },
    });
  const headers = { "content-type": type };
  return { url: "https://git.example.org/any", fetch: async () => new Response(body(), { headers }) };
}

const cuts = fc.array(fc.oneof(fc.nat(6), fc.nat(900)), { maxLength: 30 });
const frame = (payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from((payload.length + 4).toString(16).padStart(4, "0")), payload]);
const words = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "version 2\n",
        "ERR no\n",
        "packfile\n",
        "shallow-info\n",
        "acknowledgments\n",
        "ls-refs",
        "fetch=",
        "object-format=sha256",
      ),
      fc.constantFrom(
        `shallow ${"a".repeat(40)}`,
        `${"b".repeat(40)} refs/heads/main`,
        "\u0001PACK\0\0\0\u0002\0\0\0\u0001",
        "\u0002",
        "\u0003 no",
      ),
      fc.string({ unit: "binary", maxLength: 40 }),
    ),
    { maxLength: 3 },
  )
  .map((parts) => Buffer.from(parts.join(""), "latin1"));
const packets = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: words.map(frame) },
      fc
        .constantFrom("0000", "0001", "0002", "0003", "0004", "fff0", "ffff")
        .map((four) => Buffer.from(four)),
    ),
  )
  .map((parts) => Buffer.concat(parts));

/** What git said with a few bytes changed, taken out, doubled, or its end missing. */
function damaged(said: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat(said.length - 1);
  const bitten = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 4 }).map((bites) => {
    const bytes = new Uint8Array(said);
    for (const [at, byte] of bites) bytes[at] = byte;
    return bytes;
  });
  const spliced = fc
    .tuple(place, place)
    .map(([one, other]) => Buffer.concat([said.subarray(0, one), said.subarray(other)]));
  return fc.oneof(
    bitten,
    spliced,
    place.map((end) => said.slice(0, end)),
  );
}

const answerTo = (said: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.oneof({ weight: 3, arbitrary: damaged(said) }, packets, fc.uint8Array({ maxLength: 300 }));

/** One failure, in words that somebody can act on. */
function expectPlain(result: Result<unknown>): void {
  if (result.ok) return;
  expect(result.failures).toHaveLength(1);
  for (const { code, subject, message, remedy } of result.failures) {
    expect(code).toMatch(/^source\/[a-z0-9-]+$/);
    expect([subject, message, remedy].every((text) => text !== "" && text.length < 1_000)).toBe(true);
    // oxlint-disable-next-line no-control-regex -- a stranger's control characters are what is looked for
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  }
}

const patience = { numRuns: 600, interruptAfterTimeLimit: 8_000 };

describe("whatever a host answers", () => {
  it("to the question what it can do, is capabilities or one plain failure", async () => {
    const { type, bytes } = real.discovered;
    await fc.assert(
      fc.asyncProperty(answerTo(bytes), cuts, async (said, at) => {
        expectPlain(await discover(giving(type, said, at)));
      }),
      patience,
    );
  });

  it("to the question for refs, is refs with whole names or one plain failure", async () => {
    const { type, bytes } = real.listed;
    await fc.assert(
      fc.asyncProperty(answerTo(bytes), cuts, async (said, at) => {
        const listed = await listRefs(giving(type, said, at), atHost(), ["refs/"]);
        expectPlain(listed);
        for (const { name, oid } of listed.ok ? listed.value : [])
          expect([name.startsWith("refs/"), parseOid(oid)]).toEqual([true, oid]);
      }),
      patience,
    );
  });

  it("to a fetch, nothing is taken for what it is not", async () => {
    const { type, bytes } = real.fetched;
    await fc.assert(
      fc.asyncProperty(answerTo(bytes), cuts, async (said, at) => {
        const sink = new SinkByHand();
        const request = { ...none, wants: real.wants, depth: 1, sink } as const;
        expectPlain(await fetchObjects(giving(type, said, at), atHost(), request));
        for (const { oid, type: kind, content } of sink.byOid.values())
          if (kind === "blob") expect(blobOid(content)).toBe(oid);
      }),
      patience,
    );
  });

  it("is the same wherever the network cuts it", async () => {
    const { type, bytes } = real.fetched;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(70), { maxLength: 200 }), async (at) => {
        const sink = new SinkByHand();
        const request = { ...none, wants: real.wants, depth: 1, sink } as const;
        const fetched = valueOf(await fetchObjects(giving(type, bytes, at), atHost(), request));
        expect([fetched.objects, fetched.shallow]).toEqual([sink.byOid.size, real.wants]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("an answer without end", () => {
  const line = (text: string): Buffer => frame(Buffer.from(text, "latin1"));
  const shallow = `shallow ${"a".repeat(40)}\n`;
  const mebibytes = (first: Buffer, block: Buffer, most: number): Response["body"] => {
    const filled = Buffer.concat(Array.from({ length: Math.ceil((1 << 20) / block.length) }, () => block));
    let left = most;
    return new ReadableStream({
      type: "bytes",
      start: (controller) => controller.enqueue(new Uint8Array(first)),
      pull: (controller) => {
        if (left-- > 0) return controller.enqueue(new Uint8Array(filled));
        controller.close();
        return controller.byobRequest?.respond(0);
      },
    });
  };

  const pack = line("packfile\n");
  const unknown = Buffer.concat([line("news\n"), line("x".repeat(900)), Buffer.from("0001")]);
  it.each([
    { what: "shallow commits", first: line("shallow-info\n"), block: line(shallow), code: "invalid" },
    {
      what: "words for a terminal",
      first: pack,
      block: line(`\u0002${"x".repeat(60_000)}`),
      code: "too-long",
    },
    { what: "sections nobody knows", first: unknown, block: unknown, code: "too-long" },
    { what: "empty packets", first: pack, block: Buffer.from("0004"), code: "" },
    { what: "keep-alives", first: pack, block: line("\u0001"), code: "too-long" },
  ])("of $what is given up, in little memory", async ({ first, block, code }) => {
    const body = mebibytes(first, block, 40);
    const headers = { "content-type": real.fetched.type };
    const remote = { url: "https://git.example.org/any", fetch: async () => new Response(body, { headers }) };
    const request = {
      ...none,
      wants: real.wants,
      depth: 1,
      sink: new SinkByHand(),
      limits: { packBytes: 8 << 20 },
    } as const;
    const before = process.memoryUsage.rss();
    const failure = failureOf(await fetchObjects(remote, atHost(), request));
    expect(failure.code).toContain(`source/answer-${code}`);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150_000_000);
  });
});

function atHost(): Capabilities {
  return { ...real.capabilities, url: "https://git.example.org/any" };
}

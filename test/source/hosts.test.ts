import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import {
  discover,
  fetchObjects,
  listRefs,
  type Capabilities,
  type GitRemote,
} from "#functions/source/git/git-client.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { sentence } from "#shared/model/failure.ts";
import { Secret } from "#shared/model/secret.ts";
import { failureOf, valueOf } from "./expect-result.ts";
import { GitServer, Scratch } from "./git-server.ts";
import { blobOid, packOf } from "./pack-builder.ts";
import { SinkByHand } from "./read-pack.ts";

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

const want = { wants: ["a".repeat(40) as Oid], haves: [], shallow: [], sink: new SinkByHand() };
const pkt = (payload: string): string => (payload.length + 4).toString(16).padStart(4, "0") + payload;
/** Text of one character for each byte, as `answersWith` sends it. */
const band1 = (bytes: Uint8Array): string => pkt(`\u0001${Buffer.from(bytes).toString("latin1")}`);

/** A host that is no git at all. */
async function withHost(
  respond: Respond,
  test: (origin: string, server: GitServer) => Promise<void>,
): Promise<void> {
  await using server = new GitServer({ root: "/", instead: (...both) => (respond(...both), true) });
  await test(await server.start(), server);
}

function capabilitiesAt(url: string): Capabilities {
  return { url, agent: "git/test", objectFormat: "sha1", lsRefs: [], fetch: ["shallow"] };
}

const advertises: Respond = (_, response) => {
  response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
  response.end(`${["version 2\n", "agent=x/1\n", "ls-refs\n", "fetch=shallow\n"].map(pkt).join("")}0000`);
};
const answersWith =
  (...packets: string[]): Respond =>
  (_, response) => {
    response.writeHead(200, { "content-type": "application/x-git-upload-pack-result" });
    response.end(packets.join(""), "latin1");
  };

describe("credentials", () => {
  const token = "gh\u00fc_t0ken:with/odd@letters";
  const basicAuth = `Basic ${Buffer.from(`git:${token}`).toString("base64")}`;

  it("are sent as the host expects them, from the secret or from the URL", async () => {
    using scratch = new Scratch();
    scratch.repository("fleet").commit({ "a.yaml": "a" });
    await using server = new GitServer({ root: scratch.path, basicAuth });
    const origin = await server.start();
    const remotes: Pick<GitRemote, "url" | "auth">[] = [
      { url: `${origin}/fleet.git`, auth: { username: "git", password: new Secret(token) } },
      { url: `${origin}/fleet.git`, auth: { username: new Secret("git"), password: new Secret(token) } },
      { url: `${origin}/fleet.git`.replace("://", `://git:${encodeURIComponent(token)}@`) },
    ];
    for (const remote of remotes) {
      const capabilities = valueOf(await discover({ ...remote, fetch }));
      expect(JSON.stringify(capabilities)).not.toContain("@");
      expect(valueOf(await listRefs({ ...remote, fetch }, capabilities, ["refs/heads/"]))).toHaveLength(1);
    }
  });

  it("never appear in what is said about a refusal", async () => {
    using scratch = new Scratch();
    await using server = new GitServer({ root: scratch.path, basicAuth: "Basic other" });
    const origin = await server.start();
    const url = `${origin}/fleet.git`.replace("://", "://git:s3cret@");
    const closed = "http://git:s3cret@127.0.0.1:1/fleet.git";
    const remotes: GitRemote[] = [
      { url, fetch },
      { url, auth: { username: "git", password: new Secret("s3cret") }, fetch },
      { url: closed, fetch },
      { url: "git:s3cret@host:fleet", fetch },
      { url: "ssh://git:s3cret@host/fleet", fetch },
      { url: "https://git:s3cret@[broken", fetch },
      { url: closed, fetch: () => Promise.reject(new TypeError(`cannot fetch ${closed}`)) },
    ];
    const codes: string[] = [];
    for (const remote of remotes) {
      const failure = failureOf(await discover(remote));
      codes.push(failure.code);
      expect(JSON.stringify(failure)).not.toContain("s3cret");
    }
    expect(codes).toEqual([
      "source/auth-refused",
      "source/auth-refused",
      "source/host-failed",
      "source/url-invalid",
      "source/url-invalid",
      "source/url-invalid",
      "source/host-failed",
    ]);
  });

  it("are refused in the host's own words", async () => {
    using scratch = new Scratch();
    await using server = new GitServer({ root: scratch.path, basicAuth });
    const url = `${await server.start()}/fleet.git`;
    expect(sentence(failureOf(await discover({ url, fetch })))).toBe(
      `${url}: the host refuses the credentials (HTTP 401), saying "Invalid username or token.". ` +
        "Check the secret that the source refers to: the token may have expired, or may not read this repository",
    );
  });

  it("go to no other host than the one that the URL names", async () => {
    const seen: (string | undefined)[] = [];
    const respond: Respond = (request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(500).end();
    };
    await withHost(respond, async (origin) => {
      const auth = { username: "git", password: new Secret("s3cret") };
      const elsewhere: GitRemote = { url: "http://127.0.0.1:1/fleet.git", auth, fetch };
      await listRefs(elsewhere, capabilitiesAt(`${origin}/fleet.git`), []);
      expect(seen).toEqual([]);
    });
  });
});

describe("a host's answer", () => {
  it.each([
    [401, "source/auth-refused"],
    [403, "source/auth-refused"],
    [404, "source/not-found"],
    [410, "source/not-found"],
    [408, "source/host-failed"],
    [429, "source/host-failed"],
    [500, "source/host-failed"],
    [503, "source/host-failed"],
    [400, "source/answer-unexpected"],
    [418, "source/answer-unexpected"],
  ])("of HTTP %i is %s", async (status, code) => {
    const respond: Respond = (_, response) => void response.writeHead(status).end("<html>");
    await withHost(respond, async (origin) => {
      const failure = failureOf(await discover({ url: `${origin}/fleet`, fetch }));
      expect(failure).toMatchObject({ code, subject: `${origin}/fleet` });
      expect(failure.message).toContain(`HTTP ${status}`);
      expect(failure.remedy).not.toBe("");
      const posted = failureOf(
        await listRefs({ url: `${origin}/fleet`, fetch }, capabilitiesAt(`${origin}/fleet`), []),
      );
      expect(posted.code).toBe(code);
    });
  });

  it("that is a sign-in page is not taken for git", async () => {
    const respond: Respond = (_, response) => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>Sign in</html>");
    };
    await withHost(respond, async (origin) => {
      const failure = failureOf(await discover({ url: `${origin}/fleet`, fetch }));
      expect(failure.code).toBe("source/not-git");
      expect(failure.message).toContain("text/html");
    });
  });

  it("may begin with the service's name, as older servers have it", async () => {
    const respond: Respond = (_, response) => {
      response.writeHead(200, {
        "content-type": "application/x-git-upload-pack-advertisement; charset=utf-8",
      });
      const lines = ["version 2", "ls-refs=unborn", "fetch=shallow filter", "server-option"].map(pkt);
      response.end(`${pkt("# service=git-upload-pack\n")}0000${lines.join("")}0000`);
    };
    await withHost(respond, async (origin) => {
      const capabilities = valueOf(await discover({ url: `${origin}/fleet/`, fetch }));
      expect(capabilities).toEqual({
        url: `${origin}/fleet`,
        agent: "",
        lsRefs: ["unborn"],
        fetch: ["shallow", "filter"],
      });
    });
  });

  it.each([
    [
      "version 1 comes from a server that is too old",
      [pkt("version 1\n"), pkt(`${"a".repeat(40)} HEAD\0x\n`)],
      "source/protocol-too-old",
    ],
    [
      "refs at once come from a server that is too old",
      [pkt(`${"a".repeat(40)} HEAD\0x\n`)],
      "source/protocol-too-old",
    ],
    ["no fetch is of no use", [pkt("version 2\n"), pkt("ls-refs\n"), "0000"], "source/answer-invalid"],
    [
      "another hash is not understood",
      [pkt("version 2\n"), pkt("object-format=blake3\n"), "0000"],
      "source/format-unsupported",
    ],
    ["an error is passed on", [pkt("ERR no such service\n")], "source/server-refused"],
    ["no end is incomplete", [pkt("version 2\n"), pkt("ls-refs\n"), pkt("fetch\n")], "source/answer-invalid"],
    ["nothing in it is told apart", [], "source/answer-empty"],
    ["noise is refused", ["what is this"], "source/answer-invalid"],
  ])("with %s", async (_, packets, code) => {
    const respond: Respond = (_request, response) => {
      response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
      response.end(packets.join(""));
    };
    await withHost(respond, async (origin) => {
      expect(failureOf(await discover({ url: `${origin}/fleet`, fetch })).code).toBe(code);
    });
  });

  it("may list more refs than were asked for, which are left aside", async () => {
    const refs = ["refs/heads/main", "refs/heads/other", "refs/pull/1/head"].map(
      (name) => `${"a".repeat(40)} ${name}\n`,
    );
    await withHost(answersWith(...refs.map(pkt), "0000"), async (origin) => {
      const url = `${origin}/fleet`;
      const listed = valueOf(
        await listRefs({ url, fetch }, capabilitiesAt(url), ["refs/heads/main", "HEAD"]),
      );
      expect(listed.map(({ name }) => name)).toEqual(["refs/heads/main"]);
    });
  });

  it.each([
    ["a line that is no ref", pkt("hello world\n"), "source/answer-invalid"],
    ["an error", pkt("ERR access denied\n"), "source/server-refused"],
    ["no end", pkt(`${"a".repeat(40)} HEAD\n`), "source/answer-invalid"],
  ])("is no list of refs with %s", async (_, packet, code) => {
    await withHost(answersWith(packet), async (origin) => {
      const url = `${origin}/fleet`;
      expect(failureOf(await listRefs({ url, fetch }, capabilitiesAt(url), [])).code).toBe(code);
    });
  });

  it("is not read for ever", async () => {
    let open = true;
    const endless: Respond = (_, response) => {
      response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
      response.write(pkt("version 2\n"));
      const more = (): void => {
        if (open) response.write(pkt(`x=${"y".repeat(60_000)}\n`), () => setImmediate(more));
      };
      response.on("close", () => (open = false));
      more();
    };
    await withHost(endless, async (origin) => {
      const failure = failureOf(await discover({ url: `${origin}/fleet`, fetch }));
      expect(failure.code).toBe("source/answer-too-long");
      await expect.poll(() => open).toBe(false);
    });
  });

  it("that breaks off is worth another try", async () => {
    const respond: Respond = (_, response) => {
      response.writeHead(200, {
        "content-type": "application/x-git-upload-pack-result",
        "content-length": "9999",
      });
      response.write(pkt("packfile\n"));
      setTimeout(() => response.destroy(), 20);
    };
    await withHost(respond, async (origin) => {
      const url = `${origin}/fleet`;
      const failure = failureOf(await fetchObjects({ url, fetch }, capabilitiesAt(url), want));
      expect(failure.code).toBe("source/host-failed");
    });
  });

  it("that never comes is given up when the caller says so", async () => {
    await withHost(
      () => undefined,
      async (origin) => {
        const signal = AbortSignal.timeout(50);
        const failure = failureOf(await discover({ url: `${origin}/fleet`, fetch, signal }));
        expect(failure.code).toBe("source/host-failed");
        expect(failure.message).toContain("timeout");
      },
    );
  });
});

describe("a fetch's answer", () => {
  const shallow = "b".repeat(40);
  const refused = "source/server-refused";
  const invalid = "source/answer-invalid";
  const failed = "source/host-failed";
  it.each([
    {
      what: "the server's last words on band 3",
      packets: [pkt("packfile\n"), pkt("\u0001PACK"), pkt("\u0003out of memory\n")],
      code: refused,
      words: "out of memory",
    },
    {
      what: "an error for a section",
      packets: [pkt("ERR not our ref\n")],
      code: refused,
      words: "not our ref",
    },
    {
      what: "an unknown band",
      packets: [pkt("packfile\n"), pkt("\u0007x")],
      code: invalid,
      words: "side band 7",
    },
    {
      what: "no pack",
      packets: [pkt("acknowledgments\n"), pkt("NAK\n"), "0000"],
      code: invalid,
      words: "no pack",
    },
    { what: "no end", packets: [pkt("packfile\n"), pkt("\u0001PACK")], code: failed, words: "ends too soon" },
    {
      what: "half a packet",
      packets: [pkt("packfile\n"), "00ff\u0001PACK"],
      code: failed,
      words: "middle of a packet",
    },
    {
      what: "a strange shallow commit",
      packets: [pkt("shallow-info\n"), pkt("shallow x\n")],
      code: invalid,
      words: "shallow x",
    },
    { what: "no packets", packets: ["<html>"], code: invalid, words: "packet's length" },
    { what: "nothing", packets: [], code: "source/answer-empty", words: "answers with nothing" },
  ])("with $what is a failure", async ({ packets, code, words }) => {
    await withHost(answersWith(...packets), async (origin) => {
      const url = `${origin}/fleet`;
      const failure = failureOf(await fetchObjects({ url, fetch }, capabilitiesAt(url), want));
      expect(failure.code).toBe(code);
      expect(failure.message).toContain(words);
    });
  });

  it("may hold every section that git knows, and some that it does not", async () => {
    const content = new Uint8Array(Buffer.from("kind: Namespace\n"));
    const pack = packOf([{ type: "blob", content }]);
    const packets = [
      pkt("acknowledgments\n"),
      pkt(`ACK ${shallow}\n`),
      pkt("ready\n"),
      "0001",
      pkt("shallow-info\n"),
      pkt(`shallow ${shallow}`),
      pkt(`unshallow ${"c".repeat(40)}\n`),
      "0001",
      pkt("wanted-refs\n"),
      pkt(`${shallow} refs/heads/main\n`),
      "0001",
      pkt("weather\n"),
      pkt("sunny\n"),
      "0001",
      pkt("packfile\n"),
      pkt("\u0002Counting objects\r"),
      band1(pack.subarray(0, 20)),
      band1(pack.subarray(20)),
      "0000",
    ];
    await withHost(answersWith(...packets), async (origin) => {
      const url = `${origin}/fleet`;
      const fetched = valueOf(await fetchObjects({ url, fetch }, capabilitiesAt(url), want));
      expect(fetched.shallow).toEqual([shallow]);
      expect(fetched.unshallow).toEqual(["c".repeat(40)]);
      expect(fetched.objects).toBe(1);
      expect([...want.sink.byOid.keys()]).toEqual([blobOid(content)]);
    });
  });

  it("quotes a server without its control characters, and not for ever", async () => {
    const words = `\u001b[31mno\u0000 way${"!".repeat(5_000)}`;
    await withHost(answersWith(pkt("packfile\n"), pkt(`\u0003${words}`)), async (origin) => {
      const url = `${origin}/fleet`;
      const { message } = failureOf(await fetchObjects({ url, fetch }, capabilitiesAt(url), want));
      expect(message).toMatch(/^the server says "\[31mno way!+…"$/);
      expect(message.length).toBeLessThan(350);
    });
  });

  it("is not asked for without its history from a server that cannot do so", async () => {
    const url = "http://127.0.0.1:1/fleet";
    const capabilities = { ...capabilitiesAt(url), fetch: [] };
    const failure = failureOf(await fetchObjects({ url, fetch }, capabilities, { ...want, depth: 1 }));
    expect(failure.code).toBe("source/shallow-unsupported");
  });
});

describe("a redirect", () => {
  it("inside the host is followed, and remembered", async () => {
    const respond: Respond = (request, response) => {
      if (request.url?.startsWith("/old/")) {
        response.writeHead(301, { location: "/new/fleet.git/info/refs?service=git-upload-pack" }).end();
      } else advertises(request, response);
    };
    await withHost(respond, async (origin) => {
      const capabilities = valueOf(await discover({ url: `${origin}/old/fleet`, fetch }));
      expect(capabilities.url).toBe(`${origin}/new/fleet.git`);
    });
  });

  it("of a request with a body is followed with the body", async () => {
    const respond: Respond = (request, response) => {
      if (request.url?.startsWith("/old/"))
        response.writeHead(308, { location: "/new/git-upload-pack" }).end();
      else {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
          const refs = body.includes("command=ls-refs") ? pkt(`${"a".repeat(40)} refs/heads/main\n`) : "";
          answersWith(refs, "0000")(request, response);
        });
      }
    };
    await withHost(respond, async (origin) => {
      const refs = await listRefs({ url: `${origin}/old`, fetch }, capabilitiesAt(`${origin}/old`), [
        "refs/",
      ]);
      expect(valueOf(refs)).toEqual([{ name: "refs/heads/main", oid: "a".repeat(40) }]);
    });
  });

  it.each([
    [
      "to another host",
      "http://example.org/fleet/info/refs?service=git-upload-pack",
      "another host, http://example.org",
    ],
    ["to the host's unsafe door", "ftp://HOST/fleet/info/refs", "another host"],
    ["to a sign-in page", "/sign_in?return=fleet", "where no repository is"],
    ["with a password in it", "http://a:s3cret@example.org/", "another host, http://example.org"],
    ["to nowhere", "http://[", "redirects to nowhere"],
    ["in a circle", "/fleet/info/refs?service=git-upload-pack", "redirects more than 3 times"],
  ])("%s is refused", async (_, location, words) => {
    const respond: Respond = (request, response) => {
      response.writeHead(302, { location: location.replace("HOST", request.headers.host ?? "") }).end();
    };
    await withHost(respond, async (origin, server) => {
      const failure = failureOf(await discover({ url: `${origin}/fleet`, fetch }));
      expect(failure.code).toBe("source/redirected");
      expect(failure.message).toContain(words);
      expect(failure.message).not.toContain("s3cret");
      expect(server.requests.length).toBeLessThanOrEqual(4);
    });
  });
});

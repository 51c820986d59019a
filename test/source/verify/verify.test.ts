import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  verifySource,
  type GitObject,
  type Verification,
  type VerifyRequest,
} from "#functions/source/verify/verify.ts";
import { noGpg, noSsh, SigningTools, type Signer } from "./signing-tools.ts";

const tools = new SigningTools();
afterAll(() => tools[Symbol.dispose]());

const day = 24 * 60 * 60 * 1_000;

function verify(
  request: Partial<VerifyRequest> & Pick<VerifyRequest, "commit" | "keys">,
): Promise<Verification> {
  return verifySource({ mode: "HEAD", now: Date.now(), ...request });
}

/** The same object with one word of its message changed after it was signed. */
function tampered({ oid, content }: GitObject): GitObject {
  const text = Buffer.from(content).toString("latin1");
  return { oid, content: new Uint8Array(Buffer.from(text.replace("Change", "change"), "latin1")) };
}

function fingerprint(file: string): string {
  return tools.run("ssh-keygen", "-lf", file).toString().split(" ")[1] ?? "";
}

const sshTypes = ["ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 3072"];

describe("a commit signed with an SSH key", () => {
  beforeEach(({ skip }) => skip(noSsh !== undefined, noSsh));

  it.each(sshTypes)("is verified, and the key named by its fingerprint: %s", async (type) => {
    const key = tools.sshKey(`key-${type.replaceAll(" ", "")}`, ...type.split(" "));
    const commit = tools.commit({ ssh: key });
    const message = `verified signature of\n\t- commit '${commit.oid}' with key '${fingerprint(key.file)}'`;
    expect(await verify({ commit, keys: { "author.sshpub": key.line } })).toEqual({
      ok: true,
      mode: "HEAD",
      message,
    });
    expect(await verify({ commit: tampered(commit), keys: { "author.sshpub": key.line } })).toMatchObject({
      reason: "InvalidCommitSignature",
      message: expect.stringContaining("does not fit what it signs"),
    });
  });

  it("finds its key among others, comments and whose they are, in any entry", async () => {
    const [key, other] = [tools.sshKey("among", "ed25519"), tools.sshKey("other", "ed25519")];
    const commit = tools.commit({ ssh: key });
    const text = `# the team\n\n${other.line}author@example.org ${key.line}not a key\n`;
    const verified = await verify({
      mode: "head",
      commit,
      keys: { "a.sshpub": other.line, "team.sshpub": text },
    });
    expect(verified.ok).toBe(true);
  });

  it("is refused with a key that nobody trusts, which is named", async () => {
    const [key, other] = [tools.sshKey("stranger", "ed25519"), tools.sshKey("trusted", "ed25519")];
    const refusal = await verify({
      commit: tools.commit({ ssh: key }),
      keys: { "team.sshpub": `${other.line}ssh-ed25519 AAAA\n` },
    });
    expect(refusal).toMatchObject({ ok: false, reason: "InvalidCommitSignature" });
    expect(refusal.message).toContain(`no matching key for ${fingerprint(key.file)}`);
    expect(refusal.message).toContain("no key could be read in team.sshpub:2");
  });

  it("is refused when the signature was made for another purpose", async () => {
    const key = tools.sshKey("files", "ed25519");
    const unsigned = Buffer.from(tools.commit().content).toString();
    const file = tools.file("payload-to-sign", unsigned);
    tools.run("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", key.file, file);
    const commit = withHeader(unsigned, tools.run("cat", `${file}.sig`).toString());
    expect((await verify({ commit, keys: { "a.sshpub": key.line } })).message).toContain(
      'its SSH signature was made for "file", not for "git". Sign it with git',
    );
  });

  it("is refused when the Secret holds OpenPGP keys alone", async () => {
    const commit = tools.commit({ ssh: tools.sshKey("lonely", "ed25519") });
    expect((await verify({ commit, keys: { "a.asc": "" } })).message).toContain(
      "SSH signature detected but no SSH public keys found in secret (keys with .sshpub suffix)",
    );
  });
});

function withHeader(commit: string, signature: string): GitObject {
  const header = `gpgsig ${signature.trimEnd().replaceAll("\n", "\n ")}`;
  return tools.write("commit", commit.replace("\n\n", `\n${header}\n\n`));
}

describe("a commit signed with an OpenPGP key", () => {
  beforeEach(({ skip }) => skip(noGpg !== undefined, noGpg));

  // Brainpool's curves, which only the library's build for the edge knows, are verified in test/functions.
  it.each(["ed25519", "rsa2048", "nistp256", "nistp384", "nistp521"])(
    "is verified, and the key named by its id: %s",
    async (algorithm) => {
      const key = tools.gpgKey(`pgp-${algorithm}`, { algorithm });
      const commit = tools.commit({ gpg: key });
      const keys = { "author.asc": tools.armored(key) };
      const id = key.fingerprint.slice(-16);
      expect(await verify({ commit, keys })).toEqual({
        ok: true,
        mode: "HEAD",
        message: `verified signature of\n\t- commit '${commit.oid}' with key '${id}'`,
      });
      expect(await verify({ commit: tampered(commit), keys })).toMatchObject({
        reason: "InvalidCommitSignature",
        message: expect.stringContaining("Signed digest did not match"),
      });
    },
  );

  it("is verified when a subkey signed it, under the name of the primary key", async () => {
    const key = tools.gpgKey("with-subkey", { usage: "cert" });
    tools.gpgSubkey(key);
    const commit = tools.commit({ gpg: key });
    const { message } = await verify({ commit, keys: { "a.asc": tools.armored(key) } });
    expect(message).toContain(`with key '${key.fingerprint.slice(-16)}'`);
  });

  it("finds its key among several, in one block or many, whatever the entry is called", async () => {
    const [one, two] = [tools.gpgKey("one"), tools.gpgKey("two")];
    const commit = tools.commit({ gpg: two });
    for (const text of [tools.armored(one, two), tools.armored(one) + tools.armored(two)])
      expect((await verify({ commit, keys: { "old-habit": text } })).ok).toBe(true);
  });

  it("is refused with a key that nobody trusts, which is named", async () => {
    const [key, other] = [tools.gpgKey("stranger"), tools.gpgKey("trusted")];
    const refusal = await verify({
      commit: tools.commit({ gpg: key }),
      keys: { "a.asc": tools.armored(other), "b.asc": "not a key" },
    });
    expect(refusal).toMatchObject({ ok: false, reason: "InvalidCommitSignature" });
    expect(refusal.message).toContain(`no matching key for ${key.fingerprint.slice(-16)}`);
    expect(refusal.message).toContain("no key could be read in b.asc");
  });

  it("is refused once its key has expired, and verified again when the key's life was extended", async () => {
    const key = tools.gpgKey("expiring", { expires: "10d" });
    const commit = tools.commit({ gpg: key });
    const now = Date.now() + 20 * day;
    const keys = { "a.asc": tools.armored(key) };
    expect((await verify({ commit, keys })).ok).toBe(true);
    expect((await verify({ commit, keys, now })).message).toContain("Primary key is expired");
    tools.gpg("--quick-set-expire", key.fingerprint, "1y");
    expect((await verify({ commit, keys: { "a.asc": tools.armored(key) }, now })).ok).toBe(true);
  });

  it("is refused once its key is revoked", async () => {
    const key = tools.gpgKey("revoked");
    const commit = tools.commit({ gpg: key });
    tools.gpgRevoke(key);
    expect((await verify({ commit, keys: { "a.asc": tools.armored(key) } })).message).toContain(
      "Primary key is revoked",
    );
  });

  it("is refused with two signatures, for which would decide?", async () => {
    const [one, two] = [tools.gpgKey("first"), tools.gpgKey("second")];
    const unsigned = Buffer.from(tools.commit().content).toString();
    const file = tools.file("twice", unsigned);
    const both = tools.gpg(
      "--armor",
      "--detach-sign",
      "-u",
      one.fingerprint,
      "-u",
      two.fingerprint,
      "-o",
      "-",
      file,
    );
    const keys = { "a.asc": tools.armored(one, two) };
    expect((await verify({ commit: withHeader(unsigned, both), keys })).message).toContain("several");
    const each = [one, two].map((key) =>
      tools.gpg("--armor", "--detach-sign", "-u", key.fingerprint, "-o", "-", file),
    );
    expect((await verify({ commit: withHeader(unsigned, each.join("")), keys })).message).toContain(
      "several",
    );
  });
});

describe("a commit that is not signed", () => {
  it("is refused, in Flux's words", async () => {
    const commit = tools.commit();
    const refusal = await verify({ commit, keys: { "a.asc": "", "a.sshpub": "" } });
    expect(refusal).toMatchObject({ ok: false, reason: "InvalidCommitSignature" });
    expect(refusal.message).toMatch(
      `signature verification of commit '${commit.oid}' failed: unsupported signature type: empty. `,
    );
  });

  it("is refused when its signature is S/MIME's, or nobody's", async () => {
    const unsigned = Buffer.from(tools.commit().content).toString();
    const smime = withHeader(unsigned, "-----BEGIN SIGNED MESSAGE-----\nMII\n-----END SIGNED MESSAGE-----");
    expect((await verify({ commit: smime, keys: {} })).message).toContain("unsupported signature type: x509");
    expect((await verify({ commit: withHeader(unsigned, "trust me"), keys: {} })).message).toContain(
      "unsupported signature type: unknown",
    );
  });

  it("is not looked at when there is no Secret, or no such mode", async () => {
    const commit = tools.commit();
    expect(await verify({ commit, keys: undefined })).toMatchObject({ reason: "VerificationError" });
    expect(await verify({ commit, keys: {}, mode: "Tags" })).toMatchObject({
      reason: "InvalidVerificationMode",
    });
  });
});

describe("a tag", () => {
  const signers: readonly (readonly [
    string,
    string | undefined,
    () => { signer: Signer; keys: Record<string, string>; id: string },
  ])[] = [
    [
      "an SSH key",
      noSsh,
      () => {
        const ssh = tools.sshKey("tagger", "ed25519");
        return { signer: { ssh }, keys: { "t.sshpub": ssh.line }, id: fingerprint(ssh.file) };
      },
    ],
    [
      "an OpenPGP key",
      noGpg,
      () => {
        const gpg = tools.gpgKey("tagger");
        return { signer: { gpg }, keys: { "t.asc": tools.armored(gpg) }, id: gpg.fingerprint.slice(-16) };
      },
    ],
  ];

  it.for(signers)(
    "signed with %s is verified, alone and with its commit",
    async ([kind, absent, make], { skip }) => {
      skip(absent !== undefined, absent);
      const { signer, keys, id } = make();
      const commit = tools.commit(signer);
      const name = `v1-${kind.length}`;
      const tag = { name, object: tools.tag(name, signer) };
      const [tagLine, commitLine] = [
        `\n\t- tag '${name}@${tag.object.oid}' with key '${id}'`,
        `\n\t- commit '${commit.oid}' with key '${id}'`,
      ];
      expect((await verify({ mode: "Tag", commit, tag, keys })).message).toBe(
        `verified signature of${tagLine}`,
      );
      expect(await verify({ mode: "TagAndHEAD", commit, tag, keys })).toEqual({
        ok: true,
        mode: "TagAndHEAD",
        message: `verified signature of${tagLine}${commitLine}`,
      });
      const other = tools.commit();
      expect(await verify({ mode: "Tag", commit: other, tag, keys })).toMatchObject({
        reason: "InvalidGitObject",
        message: expect.stringContaining(`is signed for ${commit.oid}, not for the commit '${other.oid}'`),
      });
      const content = new Uint8Array(
        Buffer.from(Buffer.from(tag.object.content).toString().replace("Release", "release")),
      );
      expect(
        await verify({ mode: "Tag", commit, tag: { name, object: { ...tag.object, content } }, keys }),
      ).toMatchObject({ reason: "InvalidTagSignature" });
    },
  );

  it("that is not signed is refused, be it light or annotated", async () => {
    const commit = tools.commit();
    const object = tools.tag("v2");
    expect(await verify({ mode: "Tag", commit, tag: { name: "v2", object }, keys: {} })).toMatchObject({
      reason: "InvalidGitObject",
      message: expect.stringContaining(
        `cannot verify signature of tag 'v2@${object.oid}' since it is not signed`,
      ),
    });
    expect((await verify({ mode: "Tag", commit, tag: { name: "v3" }, keys: {} })).message).toContain(
      "cannot verify signature of tag 'v3' since it is not signed",
    );
  });

  it("that nothing names is a wrong mode", async () => {
    expect(await verify({ mode: "TagAndHEAD", commit: tools.commit(), keys: {} })).toMatchObject({
      reason: "InvalidVerificationMode",
      message: expect.stringContaining(
        "cannot verify tag object's signature if a tag reference is not specified",
      ),
    });
  });
});

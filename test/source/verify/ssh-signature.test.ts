import * as fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { checkSshSignature } from "#functions/source/verify/ssh-signature.ts";
import { noSsh, SigningTools } from "./signing-tools.ts";

const tools = new SigningTools();
afterAll(() => tools[Symbol.dispose]());
beforeEach(({ skip }) => skip(noSsh !== undefined, noSsh));

const payload = new Uint8Array(Buffer.from("tree 1\n\nChange\n"));

/** By ssh-keygen itself, with what it is told. */
function signed(key: string, ...options: readonly string[]): string {
  const file = tools.file("payload", payload);
  tools.run("rm", "-f", `${file}.sig`);
  tools.run("ssh-keygen", "-q", "-Y", "sign", "-n", "git", ...options, "-f", key, file);
  return tools.run("cat", `${file}.sig`).toString().trim();
}

function armored(blob: Uint8Array): string {
  const lines =
    Buffer.from(blob)
      .toString("base64")
      .match(/.{1,70}/g) ?? [];
  return ["-----BEGIN SSH SIGNATURE-----", ...lines, "-----END SSH SIGNATURE-----"].join("\n");
}

function blobOf(armor: string): Buffer {
  return Buffer.from(armor.split("\n").slice(1, -1).join(""), "base64");
}

describe("a signature by an SSH key", () => {
  it.each(["sha256", "sha512"])("holds over %s", async (hash) => {
    const key = tools.sshKey(`over-${hash}`, "ed25519");
    const signature = signed(key.file, "-O", `hashalg=${hash}`);
    const check = await checkSshSignature({ payload, signature }, new Map([["a", key.line]]));
    expect(check.ok).toBe(true);
  });

  it("never holds once any byte of it, or of what it signs, is another", async () => {
    const key = tools.sshKey("any-byte", "ed25519");
    const trusted = new Map([["a", key.line]]);
    const blob = blobOf(signed(key.file));
    const place = fc.nat({ max: payload.length + blob.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const both = new Uint8Array(Buffer.concat([payload, blob]));
        both[at] = (both[at] ?? 0) ^ by;
        const changed = both.slice(0, payload.length);
        const signature = armored(both.subarray(payload.length));
        expect((await checkSshSignature({ payload: changed, signature }, trusted)).ok).toBe(false);
      }),
    );
  });

  it("that is cut short, or goes on, is malformed", async () => {
    const key = tools.sshKey("cut", "ed25519");
    const blob = blobOf(signed(key.file));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: blob.length - 1 }), async (length) => {
        const check = await checkSshSignature(
          { payload, signature: armored(blob.subarray(0, length)) },
          new Map([["a", key.line]]),
        );
        expect(check.ok).toBe(false);
      }),
    );
    const longer = armored(Buffer.concat([blob, Buffer.from([0])]));
    expect(await checkSshSignature({ payload, signature: longer }, new Map([["a", key.line]]))).toMatchObject(
      {
        why: "the SSH signature is malformed",
      },
    );
  });

  it("whatever stands in its place, is refused and nothing breaks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string(), async (blob, line) => {
        const magic = Buffer.concat([Buffer.from("SSHSIG\0\0\0\x01"), blob]);
        const check = await checkSshSignature({ payload, signature: armored(magic) }, new Map([["a", line]]));
        expect(check.ok).toBe(false);
      }),
    );
  });
});

/** A string as SSH writes it. */
function sshString(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

async function digest(algorithm: string, data: Uint8Array): Promise<Buffer> {
  return Buffer.from(await crypto.subtle.digest(algorithm, new Uint8Array(data)));
}

describe("a signature by a security key", () => {
  // No such device is here, so the test plays one; ssh-keygen says whether it plays it well.
  const sk = { ed25519: "sk-ssh-ed25519@openssh.com", ecdsa: "sk-ecdsa-sha2-nistp256@openssh.com" } as const;
  const mpint = (number: Buffer): Buffer =>
    sshString((number[0] ?? 0) >= 128 ? Buffer.concat([Buffer.alloc(1), number]) : number);

  it.each(Object.values(sk))("holds, as ssh-keygen says as well: %s", async (type) => {
    const isEcdsa = type === sk.ecdsa;
    const algorithm = isEcdsa ? { name: "ECDSA", namedCurve: "P-256" } : { name: "Ed25519" };
    const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    if (!("publicKey" in pair)) throw new Error("this was to be a pair of keys");
    const point = Buffer.from(await crypto.subtle.exportKey("raw", pair.publicKey));
    const publicKey = Buffer.concat([
      sshString(type),
      ...(isEcdsa ? [sshString("nistp256")] : []),
      sshString(point),
      sshString("ssh:"),
    ]);
    const message = Buffer.concat([
      Buffer.from("SSHSIG"),
      sshString("git"),
      sshString(""),
      sshString("sha512"),
      sshString(await digest("SHA-512", payload)),
    ]);
    const touchedOnce = Buffer.from([1, 0, 0, 0, 7]);
    const seen = Buffer.concat([
      await digest("SHA-256", Buffer.from("ssh:")),
      touchedOnce,
      await digest("SHA-256", message),
    ]);
    const how = isEcdsa ? { name: "ECDSA", hash: "SHA-256" } : { name: "Ed25519" };
    const raw = Buffer.from(await crypto.subtle.sign(how, pair.privateKey, seen));
    const value = isEcdsa ? Buffer.concat([mpint(raw.subarray(0, 32)), mpint(raw.subarray(32))]) : raw;
    const version = Buffer.from([0, 0, 0, 1]);
    const signature = armored(
      Buffer.concat([
        Buffer.from("SSHSIG"),
        version,
        sshString(publicKey),
        sshString("git"),
        sshString(""),
        sshString("sha512"),
        sshString(Buffer.concat([sshString(type), sshString(value), touchedOnce])),
      ]),
    );
    const line = `${type} ${publicKey.toString("base64")}`;
    expect((await checkSshSignature({ payload, signature }, new Map([["a", line]]))).ok).toBe(true);

    const [allowed, file] = [tools.file("allowed", `me ${line}\n`), tools.file("sig", `${signature}\n`)];
    const said = tools.run(
      "sh",
      "-c",
      `ssh-keygen -Y verify -f ${allowed} -I me -n git -s ${file} < ${tools.file("signed", payload)}`,
    );
    expect(said.toString()).toContain('Good "git" signature');
  });
});

import { describe, expect, it } from "vitest";
import { githubJwt } from "#functions/source/credential/github-jwt.ts";
import { Secret } from "#shared/model/secret.ts";

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

function pem(label: string, der: Uint8Array): Secret {
  const base64 = btoa(String.fromCharCode(...der)).replace(/.{64}/g, "$&\n");
  return new Secret(`-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`);
}

function bytesOf(base64Url: string): Uint8Array {
  const base64 = base64Url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

describe("what says to GitHub that we are an app, inside workerd", () => {
  it.each([2048, 4096])(
    "is signed with a key of %i bits, be it in PKCS#8 or in GitHub's own PKCS#1",
    async (modulusLength) => {
      const how = { ...algorithm, modulusLength, publicExponent: new Uint8Array([1, 0, 1]) };
      const pair = (await crypto.subtle.generateKey(how, true, ["sign", "verify"])) as CryptoKeyPair;
      const pkcs8 = new Uint8Array((await crypto.subtle.exportKey("pkcs8", pair.privateKey)) as ArrayBuffer);
      // The envelope of such a key is as long for every key of more than 1024 bits.
      for (const key of [pem("PRIVATE KEY", pkcs8), pem("RSA PRIVATE KEY", pkcs8.subarray(26))]) {
        const jwt = await githubJwt({ id: "42", privateKey: key }, 1_800_000_000_500);
        const [header = "", claims = "", signature = ""] = (jwt ?? "").split(".");
        const text = new TextEncoder().encode(`${header}.${claims}`);
        expect(await crypto.subtle.verify(algorithm.name, pair.publicKey, bytesOf(signature), text)).toBe(
          true,
        );
        expect(JSON.parse(new TextDecoder().decode(bytesOf(claims)))).toEqual({
          iat: 1_799_999_970,
          exp: 1_800_000_090,
          iss: "42",
        });
      }
    },
  );

  it.each(["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])(
    "is nothing without a key: %j",
    async (text) => {
      expect(await githubJwt({ id: "42", privateKey: new Secret(text) }, 0)).toBeUndefined();
    },
  );
});

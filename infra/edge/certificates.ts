import { readFile } from "node:fs/promises";

const certificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM file, which may hold a bundle and words between; none without a file. */
export async function certificatesIn(file: string | undefined): Promise<readonly string[]> {
  if (file === undefined) return [];
  const found = (await readFile(file, "utf8")).match(certificate) ?? [];
  // workerd would start without a word, and trust nobody more than before.
  if (found.length === 0)
    throw new Error(`${file} holds no certificate: it must have PEM's BEGIN CERTIFICATE`);
  return found.map((text) => `${text}\n`);
}

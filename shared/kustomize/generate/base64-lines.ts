const lineLength = 70;
/** Bytes that are encoded at once: whole groups of three, and few enough to be arguments of one call. */
const chunkSize = 3 * 4096;

/** Base64, in lines when it is long, each with its line break. Upstream: kyaml/yaml/datamap.go `encodeBase64` */
export function base64Lines(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize)
    chunks.push(btoa(String.fromCharCode(...bytes.subarray(at, at + chunkSize))));
  const text = chunks.join("");
  if (text.length < lineLength) return text;
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += lineLength) lines.push(`${text.slice(at, at + lineLength)}\n`);
  return lines.join("");
}

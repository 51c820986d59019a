/**
 * Goes on with the checksum of a zlib stream: 1 before the first byte. Signed, as bit operators make it: compare it with
 * what bit operators made. https://www.rfc-editor.org/rfc/rfc1950#section-8
 */
export function adler32(sum: number, bytes: Uint8Array): number {
  let low = sum & 0xffff;
  let high = sum >>> 16;
  for (let at = 0; at < bytes.length;) {
    // The longest stretch after which `high` is still a small integer, on which engines are fast.
    const stop = Math.min(at + 3_800, bytes.length);
    for (; at < stop; at++) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return (high << 16) | low;
}

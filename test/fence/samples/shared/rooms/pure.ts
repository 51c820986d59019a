/** Breaks nothing: that the tools leave it alone shows that they do not object to everything. */
export async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return String(new Uint8Array(digest)[0]);
}

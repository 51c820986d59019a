/**
 * Manifests as kubectl reads them from its stdin, whichever kubectl that is: one JSON after the other. Some take no
 * `---` between what begins as JSON.
 */
export function manifestStream(manifests: readonly unknown[]): string {
  return manifests.map((manifest) => `${JSON.stringify(manifest)}\n`).join("");
}

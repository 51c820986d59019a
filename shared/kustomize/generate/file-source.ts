/** A file, and the key that is to hold its content. */
export type FileSource = { readonly key: string; readonly path: string };

/** `path` or `key=path`; a text that says what is wrong with it otherwise. Upstream: api/internal/generators/utils.go */
export function fileSourceOf(source: string): FileSource | string {
  const [first = "", second, ...more] = source.split("=");
  if (more.length > 0) return `source "${source}" key name or file path contains '='`;
  if (second === undefined) return { key: baseName(first), path: first };
  if (first === "") return `missing key name for file path "${second}" in source "${source}"`;
  if (second === "") return `missing file path for key name "${first}" in source "${source}"`;
  return { key: first, path: second };
}

function baseName(path: string): string {
  return (
    path
      .replace(/(?<!\/)\/+$/, "")
      .split("/")
      .at(-1) ?? ""
  );
}

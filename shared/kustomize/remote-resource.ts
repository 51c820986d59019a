/**
 * Whether kustomize would fetch this from elsewhere instead of reading it from the repository.
 * Upstream: api/internal/loader/fileloader.go `IsRemoteFile`, api/internal/git/repospec.go `NewRepoSpecFromURL`.
 */
export function isRemote(resource: string): boolean {
  return isUrl(resource) || isGitRepository(resource);
}

export function isUrl(resource: string): boolean {
  return /^https?:/i.test(resource);
}

function isGitRepository(resource: string): boolean {
  if (resource.startsWith("/")) return false;
  const [address = ""] = resource.replace(/^git::/i, "").split("?");
  const [, scheme = "", user = "", rest = ""] =
    /^((?:ssh|https?|file):\/\/)?([a-zA-Z][a-zA-Z0-9-]*@)?(.*)$/i.exec(address) ?? [];
  if (scheme.toLowerCase() === "file://") return user + rest !== "";
  const isGithub = /^github\.com[/:]/i.test(rest);
  if (scheme === "" && user === "" && !isGithub) return false;
  const separator = scheme === "" ? /[/:]/ : /\//;
  const at = rest.search(separator);
  return at > 0 && namesRepository(rest.slice(at + 1));
}

/** Some marker of where the repository's path ends, or GitHub's two segments. */
function namesRepository(path: string): boolean {
  const marker = /_git\/|\/\/|\.git/.exec(path);
  return marker === null ? path.split("/").length >= 2 : marker.index > 0 || marker[0] === "_git/";
}

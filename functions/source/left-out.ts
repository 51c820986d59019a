/** Folders and files that are no part of a source unless its owner says otherwise. fluxcd/pkg: sourceignore */
const folders: ReadonlySet<string> = new Set([".git", ".github", ".circleci"]);
const files: ReadonlySet<string> = new Set([
  ".gitignore",
  ".gitmodules",
  ".gitattributes",
  ".travis.yml",
  ".gitlab-ci.yml",
  "appveyor.yml",
  ".drone.yml",
  "cloudbuild.yaml",
  "codeship-services.yml",
  "codeship-steps.yml",
  ".goreleaser.yml",
  ".sops.yaml",
  ".flux.yaml",
]);

/** Whether an entry of any folder of the repository is left out of builds. */
export function isLeftOut(name: string, kind: "tree" | "blob" | "link" | "commit"): boolean {
  return (kind === "tree" ? folders : files).has(name);
}

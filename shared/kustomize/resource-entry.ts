import { kustomizationMissing } from "./find-kustomization.ts";
import type { Kustomization, Entry } from "./kustomization.ts";
import { missing, outside, tooFar, type Loading } from "./load-file.ts";
import { isRefusal, type Refusal } from "./refusal.ts";
import { watch } from "./read-set.ts";
import type { Origin } from "./origin.ts";
import { withOrigin } from "./provenance.ts";
import { isWithin, pathFrom } from "./repo-path.ts";
import { isPlainlyRepository, isUrl, parseRepositoryUrl } from "./repository-url.ts";
import { resourceOf, type Resource } from "./resource.ts";
import { recalled, taken, type Workshop } from "./workshop.ts";

/** What an entry of `resources` or `components` leads to. */
export type Found =
  | { readonly resources: readonly Resource[] }
  | { readonly kustomization: Kustomization; readonly loading: Loading };

export type Around = Pick<Workshop, "loading" | "parse" | "memory" | "schemas" | "failures"> & {
  readonly folder: string;
  readonly trail: readonly Kustomization[];
};

export type Finding = {
  /** The kustomization in a folder; `noted`: it is wrong, and that is told already. */
  readonly find: (loading: Loading, folder: string) => Kustomization | "noted" | "none";
  readonly place?: Origin;
  /** Components are never files. */
  readonly only?: "folder";
};

/**
 * A file of objects, a folder with a kustomization, or either of them elsewhere.
 * Upstream: api/internal/target/kusttarget.go `accumulateResources`, `accumulateComponents`
 */
export function resourcesIn(around: Around, entry: Entry, finding: Finding): Found | undefined {
  const found = elsewhere(around, entry, finding) ?? here(around, entry, finding);
  if (found === "noted") return undefined;
  if (!isRefusal(found)) return found;
  around.failures.push({ ...found, subject: entry.origin });
  return undefined;
}

type Outcome = Found | Refusal | "noted";

function here(around: Around, { text }: Entry, finding: Finding): Outcome {
  const { loading, folder, trail } = around;
  const path = pathFrom(folder, text);
  if (path === undefined) return outside(text);
  const isFile = finding.only === undefined && path !== "";
  const bytes = isFile ? loading.files.readIfFile(path) : undefined;
  if (bytes !== undefined)
    return tooFar(loading, folder, path) ?? objectsIn(around, { path, bytes }, finding);
  const real = loading.files.real(path);
  const visited = trail.find((other) => isWithin(real, other.folder));
  if (visited !== undefined) return cycle(text, visited.folder);
  const found = kustomizationIn(loading, real, finding);
  if (found !== "none") return found;
  if (loading.files.list(path) !== undefined) return kustomizationMissing(path);
  const isThere = loading.files.readIfFile(path) !== undefined;
  return isThere ? notAFolder(text, path) : { ...missing(text, path), ...resourceMissing(text, path) };
}

function kustomizationIn(loading: Loading, folder: string, { find }: Finding): Found | "noted" | "none" {
  const kustomization = find(loading, folder);
  return typeof kustomization === "string" ? kustomization : { kustomization, loading };
}

type File = { readonly path: string; readonly bytes: Uint8Array };

function objectsIn(around: Around, { path, bytes }: File, { place }: Finding): Outcome {
  const parsed = taken(around, around.parse(path, bytes));
  if (parsed === undefined) return "noted";
  for (const { manifest } of parsed) around.schemas.types.add(`${manifest.apiVersion} ${manifest.kind}`);
  const resources = recalled(around, { what: `objects of ${path}`, of: parsed }, () =>
    parsed.map(({ manifest, line }) => resourceOf(manifest, `${path}:${line}`)),
  );
  return {
    resources: place === undefined ? resources : resources.map((resource) => withOrigin(resource, place)),
  };
}

/** Undefined for what is no URL of any kind. A URL may mean a file or a repository: what it looks like is tried first. */
function elsewhere(around: Around, { text }: Entry, finding: Finding): Outcome | undefined {
  const repository = parseRepositoryUrl(text);
  const { remote } = around.loading;
  if (isUrl(text) && finding.only === undefined && (repository === undefined || !isPlainlyRepository(text))) {
    const file = remote.file(text);
    return isRefusal(file) ? file : objectsIn(around, file, finding);
  }
  if (repository === undefined) return undefined;
  const files = remote.repository(repository.url, repository.ref);
  if (isRefusal(files)) return files;
  // Whoever writes that repository does not get to read what lies beside the kustomizations.
  const loading: Loading = { remote, files: watch(files), rootOnly: true };
  const folder = pathFrom("", repository.folder) ?? "";
  const found = kustomizationIn(loading, folder, finding);
  return found === "none" ? kustomizationMissing(folder) : found;
}

function resourceMissing(text: string, path: string): Pick<Refusal, "code" | "message"> {
  return {
    code: "build/resource-missing",
    message: `accumulating resources: accumulation err='accumulating resources from '${text}': no such file or directory: ${path}': must build at directory: not a valid directory: no such file or directory`,
  };
}

function notAFolder(text: string, path: string): Refusal {
  return {
    code: "build/resource-missing",
    message: `names '${text}' as a component: must build at directory: file is not directory: '${path}'`,
    remedy: "Name the folder that its kustomization.yaml lies in",
  };
}

function cycle(text: string, visited: string): Refusal {
  return {
    code: "build/cycle",
    message: `names ${text}: cycle detected: candidate root '${text}' contains visited root '${visited}'`,
    remedy: "Take it out: it would build itself",
  };
}

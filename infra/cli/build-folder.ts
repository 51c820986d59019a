import { isAbsolute, parse, relative, resolve } from "node:path";

import { build, type Built } from "#shared/kustomize/build.ts";
import type { BuildOptions } from "#shared/kustomize/build-options.ts";
import type { Files } from "#shared/kustomize/files.ts";
import { kustomizationMissing, kustomizationNames } from "#shared/kustomize/find-kustomization.ts";
import { pathFrom } from "#shared/kustomize/repo-path.ts";
import { parseRepositoryUrl } from "#shared/kustomize/repository-url.ts";
import { done, failed, sentence, type Failure, type Result } from "#shared/model/failure.ts";

import type { BuildFlags } from "./build-flags.ts";
import type { Caller, ExitCode } from "./caller.ts";
import { FileRefused } from "./file-refused.ts";
import { folderFiles } from "./folder-files.ts";
import { withRemote } from "./remote.ts";
import { writeObjects } from "./write-objects.ts";

/** Builds a folder and prints or writes what it declares. Failures are told, and end in 1. */
export async function buildFolder(folder: string, flags: BuildFlags, caller: Caller): Promise<ExitCode> {
  try {
    const result = await built(folder, flags, caller);
    if (!result.ok) return fail(result.failures, caller);
    const { objects, warnings } = result.value;
    for (const warning of warnings) caller.tell(`${warning}\n`);
    const written = writeObjects(objects, flags.output, caller);
    return written.ok ? 0 : fail(written.failures, caller);
  } catch (error) {
    if (error instanceof FileRefused) return fail([error.failure], caller);
    throw error;
  }
}

function built(folder: string, flags: BuildFlags, caller: Caller): Promise<Result<Built>> {
  return withRemote(flags.remote, (remote) => {
    const place = placeOf(folder, caller, remote);
    return place.ok ? build(place.value.files, place.value.path, optionsOf(flags, caller, remote)) : place;
  });
}

type Remote = NonNullable<BuildOptions["remote"]> | undefined;

/** The one place that knows both the command's options and the engine's. */
function optionsOf(flags: BuildFlags, { env }: Caller, remote: Remote): BuildOptions {
  const { reorder = "legacy", loadRestrictor, enableManagedbyLabel = false } = flags;
  return {
    reorder,
    loadRestrictor: loadRestrictor === "LoadRestrictionsNone" ? "none" : "root-only",
    // Upstream: kustomize/commands/build/flagaddmanagedby.go
    managedByLabel: enableManagedbyLabel || env["KUSTOMIZE_ENABLE_MANAGEDBY_LABEL"] === "on",
    ...(remote === undefined ? {} : { remote }),
  };
}

type Place = { readonly files: Files; readonly path: string };

/** A folder's files are the whole disk's: a base often lies above the folder that is built. */
function placeOf(folder: string, caller: Caller, remote: Remote): Result<Place> {
  const repository = parseRepositoryUrl(folder);
  if (repository !== undefined) {
    const { url, ref, folder: path } = repository;
    const answer = remote?.({ type: "repository", url, ref });
    if (answer?.type === "repository") return withKustomization({ files: answer.files, path }, folder);
    const message = answer?.type === "refused" ? answer.message : "lies elsewhere, and --no-remote was given";
    return failed({ code: "cli/remote", subject: folder, message, remedy: "Clone it, and build the folder" });
  }
  const absolute = resolve(caller.folder, folder);
  const { root } = parse(absolute);
  const files = folderFiles(root);
  const path = files.real?.(relative(root, absolute)) ?? "";
  if (files.list(path) !== undefined) return withKustomization({ files, path }, absolute);
  const isFile = files.read(path) !== undefined;
  return failed({
    code: "cli/folder-missing",
    subject: absolute,
    message: `must build at directory: ${isFile ? "file is not directory" : "not a valid directory: no such file or directory"}`,
    remedy: "Name a folder with a kustomization.yaml",
  });
}

/** Without one Flux builds every file of a folder, and kustomize nothing. */
function withKustomization(place: Place, name: string): Result<Place> {
  const { files, path } = place;
  const isThere = (name: string): boolean => files.read(pathFrom(path, name) ?? name) !== undefined;
  if (kustomizationNames.some(isThere)) return done(place);
  return failed({ ...kustomizationMissing(name), subject: name });
}

function fail(failures: readonly Failure[], caller: Caller): ExitCode {
  const lines = failures.map((failure) => sentence({ ...failure, subject: shown(failure.subject, caller) }));
  caller.tell(`Error: ${lines.join("\n")}\n`);
  return 1;
}

/** Builds name files from the disk's root; people do from where they are. */
function shown(subject: string, { folder }: Caller): string {
  const { root } = parse(folder);
  if (/^[a-z+]+:\/\//i.test(subject)) return subject;
  const absolute = isAbsolute(subject) ? subject : `${root}${subject}`;
  const near = relative(folder, absolute) || ".";
  return near.length < absolute.length ? near : absolute;
}

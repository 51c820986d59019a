import { statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { isClusterScoped } from "#shared/kustomize/cluster-scoped.ts";
import { done, failedWith, type Failure, type Result } from "#shared/model/failure.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { groupOf, versionOf, type Manifest } from "#shared/model/manifest.ts";
import { printManifest, printManifests } from "#shared/yaml/print-manifest.ts";

import type { Caller } from "./caller.ts";

/** Prints objects as one stream, or writes them: all to a file, each to a file of its own in a folder. */
export function writeObjects(
  objects: readonly Manifest[],
  output: string | undefined,
  caller: Caller,
): Result<void> {
  if (output === undefined) return done(caller.answer(printManifests(objects)));
  const place = resolve(caller.folder, output);
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = isFolder ? eachInItsFile(place, objects) : [{ place, text: printManifests(objects) }];
  const failures = files.flatMap(({ place, text }) => written(place, text) ?? []);
  return failures.length > 0 ? failedWith(failures) : done(undefined);
}

type TextFile = { readonly place: string; readonly text: string };

/** Upstream: kustomize/commands/build/writer.go */
function eachInItsFile(folder: string, objects: readonly Manifest[]): readonly TextFile[] {
  const namespaces = new Set(objects.filter((object) => !isClusterScoped(object)).map(namespaceOf));
  return objects.map((object) => {
    const { kind, metadata } = object;
    // What was declared without an apiVersion is built without.
    const { apiVersion: given }: JsonObject = object;
    const apiVersion = typeof given === "string" ? given : "";
    const isPrefixed = namespaces.size > 1 && !isClusterScoped(object);
    const type = [groupOf(apiVersion), versionOf(apiVersion), kind].filter((part) => part !== "").join("_");
    const name = `${isPrefixed ? `${namespaceOf(object)}_` : ""}${type}_${metadata.name}.yaml`;
    return { place: join(folder, inOneFolder(name.toLowerCase())), text: printManifest(object) };
  });
}

function namespaceOf({ metadata }: Manifest): string {
  return metadata.namespace || "default";
}

/** No name of an object leads out of the folder. */
function inOneFolder(name: string): string {
  return name.replaceAll(/[/\\]/g, "_");
}

function written(place: string, text: string): Failure | undefined {
  try {
    writeFileSync(place, text);
    return undefined;
  } catch (error) {
    const message = `cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    return {
      code: "cli/not-written",
      subject: place,
      message,
      remedy: "Give -o a place that can be written to",
    };
  }
}

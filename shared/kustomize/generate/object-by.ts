import { loadFile, type Loading } from "#shared/kustomize/load-file.ts";
import { isRefusal } from "#shared/kustomize/refusal.ts";
import type { Resource } from "#shared/kustomize/resource.ts";
import { done, type Result } from "#shared/model/failure.ts";

import { generateObject } from "./generate-object.ts";
import type { GeneratorArgs } from "./generator-args.ts";

/** The object that a generator's arguments ask for, with the files that they name from a folder. */
export function objectBy(args: GeneratorArgs, loading: Loading, folder: string): Result<readonly Resource[]> {
  const made = generateObject(args, (text) => {
    const file = loadFile(loading, folder, text);
    return isRefusal(file) ? file : file.bytes;
  });
  return made.ok ? done([made.value]) : made;
}

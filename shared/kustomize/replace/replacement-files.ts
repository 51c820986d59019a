import { loadFile, type Loading } from "#shared/kustomize/load-file.ts";
import { readFields } from "#shared/kustomize/read-fields.ts";
import { isRefusal } from "#shared/kustomize/refusal.ts";
import { done, failed } from "#shared/model/failure.ts";

import type { ReplacementPlace } from "./read-replacements.ts";

/** Reads the files that entries of `replacements` name, from the folder of the kustomization. */
export function replacementFiles(loading: Loading, folder: string): ReplacementPlace["read"] {
  return (text, origin) => {
    const file = loadFile(loading, folder, text);
    if (isRefusal(file)) return failed({ ...file, subject: origin });
    const fields = readFields(file.path, file.bytes, { lenient: true });
    return fields.ok ? done({ ...fields.value, path: file.path }) : fields;
  };
}

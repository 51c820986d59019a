import { done, failed, type Result } from "#shared/model/failure.ts";
import { compose } from "#shared/yaml/compose.ts";
import { splitDocuments } from "#shared/yaml/documents.ts";
import { plainScalarOfKustomization } from "#shared/yaml/plain-scalar.ts";
import { failureAt, type Problem } from "#shared/yaml/problem.ts";
import { textOf } from "#shared/yaml/text-of.ts";

import { fieldReader, type Field, type FieldReader, type FieldReaderOptions } from "./field-reader.ts";

/** A file of fields, as kustomize reads its own files: its root, and a reader that knows the lines. */
export type FieldFile = { readonly reader: FieldReader; readonly root: Field };

export type ReadFieldsOptions = FieldReaderOptions & {
  /** Refuses a key that is given twice, of which kustomize takes the last in most of its files, and so does Flux. */
  readonly eachKeyOnce?: boolean;
};

/** Reads a file that configures a build: a kustomization, or what one names. */
export function readFields(
  path: string,
  bytes: Uint8Array,
  options: ReadFieldsOptions = {},
): Result<FieldFile> {
  const composed = composeFile(bytes, options);
  if ("code" in composed) return failed(failureAt(path, composed));
  const { value, line, lineOf } = composed;
  return done({
    reader: fieldReader(path, lineOf, options),
    root: { value: value ?? null, name: "", line },
  });
}

type ComposedFile = Exclude<ReturnType<typeof compose>, Problem>;

function composeFile(bytes: Uint8Array, { eachKeyOnce = false }: ReadFieldsOptions): ComposedFile | Problem {
  const text = textOf(bytes);
  if (typeof text !== "string") return text;
  const documents = splitDocuments(text);
  if ("code" in documents) return documents;
  let only: ComposedFile | undefined;
  for (const { text, line } of documents) {
    const composed = compose(text, {
      plain: plainScalarOfKustomization,
      line,
      withLines: true,
      lastKeyWins: !eachKeyOnce,
    });
    if ("code" in composed) return composed;
    if (only?.value !== undefined && only.value !== null && composed.value !== undefined)
      return {
        code: "build/yaml-invalid",
        line: composed.line,
        message: "is a second document in a kustomization file",
        remedy: "Put it into a file of its own: kustomize would not read it here",
      };
    only = only?.value === undefined || only.value === null ? composed : only;
  }
  return only ?? { value: undefined, line: 1, asWritten: new Map(), lineOf: () => undefined };
}

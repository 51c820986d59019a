import type { Failure } from "#shared/model/failure.ts";

import { parseEnvFile } from "./env-file.ts";
import { fileSourceOf } from "./file-source.ts";
import type { GeneratorArgs, Source } from "./generator-args.ts";
import { keyValueOf, type KeyValue } from "./literal.ts";
import { controlCharacterIn } from "./unprintable.ts";

/** The bytes of a file, by its path as a generator writes it; undefined when there is none, or why it may not be read. */
export type ReadFile = (path: string) => Uint8Array | Refusal | undefined;

type Refusal = Omit<Failure, "subject">;

/** Everything that one generator gathers, and where to tell what went wrong. */
export type Gathering = {
  readonly args: GeneratorArgs;
  readonly read: ReadFile;
  readonly failures: Failure[];
};

/** A key, what it holds and the source that says so. */
export type Gathered = KeyValue & { readonly source: Source };

/** Env files, then literals, then files; each key once. Upstream: api/kv/kv.go `Load`, api/internal/generators/utils.go */
export function keyValuesOf(gathering: Gathering): readonly Gathered[] {
  const { envs, literals, files, name } = gathering.args;
  const all = [
    ...envs.flatMap((source) => fromEnvFile(gathering, source)),
    ...literals.flatMap((source) => fromLiteral(gathering, source)),
    ...files.flatMap((source) => fromFile(gathering, source)),
  ];
  const known = new Set<string>();
  for (const { key, source } of all) {
    if (known.has(key))
      refuse(gathering, source, {
        code: "build/duplicate-key",
        message: `configmap ${name} illegally repeats the key \`${key}\``,
        remedy: "Say each key once",
      });
    known.add(key);
  }
  return all;
}

function fromEnvFile(gathering: Gathering, source: Source): readonly Gathered[] {
  const bytes = bytesOf(gathering, source, { path: source.text, list: "env source files" });
  if (bytes === undefined) return [];
  const parsed = parseEnvFile(bytes);
  if (parsed.ok) return parsed.pairs.map((pair) => ({ ...pair, source }));
  refuse(gathering, source, {
    code: "build/generator-source",
    message: `loading KV pairs: env source files: [${source.text}]: its line ${parsed.line} has invalid utf8 bytes`,
    remedy: "Save it as UTF-8, or list it under files",
  });
  return [];
}

function fromLiteral(gathering: Gathering, source: Source): readonly Gathered[] {
  const problem = controlCharacterIn(source.text);
  if (problem !== undefined) {
    refuse(gathering, source, {
      code: "build/unprintable",
      ...problem,
      message: `has a literal: ${problem.message}`,
    });
    return [];
  }
  const pair = keyValueOf(source.text);
  if (pair !== undefined) return [{ ...pair, source }];
  // What might be a secret without its key is not repeated.
  const shown = gathering.args.kind === "Secret" ? "[secret]" : source.text;
  refuse(gathering, source, {
    code: "build/generator-source",
    message: `loading KV pairs: invalid literal source ${shown}, expected key=value`,
    remedy: "Write a key and = before the value",
  });
  return [];
}

function fromFile(gathering: Gathering, source: Source): readonly Gathered[] {
  const file = fileSourceOf(source.text);
  if (typeof file === "string") {
    refuse(gathering, source, {
      code: "build/generator-source",
      message: `loading KV pairs: file sources: [${source.text}]: ${file}`,
      remedy: "Write path, or key=path",
    });
    return [];
  }
  const bytes = bytesOf(gathering, source, { path: file.path, list: "file sources" });
  return bytes === undefined ? [] : [{ key: file.key, value: bytes, source }];
}

function bytesOf(
  gathering: Gathering,
  source: Source,
  { path, list }: { readonly path: string; readonly list: string },
): Uint8Array | undefined {
  const given = gathering.read(path) ?? missing(path);
  if (!("remedy" in given)) return given;
  refuse(gathering, source, {
    ...given,
    message: `loading KV pairs: ${list}: [${source.text}]: ${given.message}`,
  });
  return undefined;
}

function missing(path: string): Refusal {
  return {
    code: "build/file-missing",
    message: `no such file or directory: ${path}`,
    remedy: "Correct the path, or commit the file",
  };
}

function refuse({ failures }: Gathering, { origin }: Source, refusal: Refusal): void {
  failures.push({ ...refusal, subject: origin });
}

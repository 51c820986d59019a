import { build } from "#shared/kustomize/build.ts";
import { sentence } from "#shared/model/failure.ts";
import { printManifests } from "#shared/yaml/print-manifest.ts";
import { kustomizeCommand } from "#test/kustomize/real-kustomize.ts";
import { filesOf } from "#test/kustomize/tree.ts";
import { kustomizeBinary } from "#test/support/control-plane/binaries.ts";
import { startOracle, type Oracle } from "#test/support/kustomize/oracle.ts";
import type { Story } from "./story.ts";

export const orders = ["none", "legacy"] as const;
export type Order = (typeof orders)[number];

/** What building a story comes to. `codes` are ours alone. */
export type Answer =
  | { readonly yaml: string }
  | { readonly error: string; readonly codes?: readonly string[] };

export function ourAnswer({ files, path = "", flags = {} }: Story, reorder: Order): Answer {
  const result = build(filesOf(files), path, { reorder, ...flags });
  if (result.ok) return { yaml: printManifests(result.value.objects) };
  const { failures } = result;
  return { error: failures.map(sentence).join("\n"), codes: failures.map(({ code }) => code) };
}

/** Answers as kustomize v5.8.1: its library, or its command where that makes a difference. */
export type RealKustomize = {
  readonly answer: (story: Story, order: Order) => Promise<Answer>;
  readonly stop: () => Promise<void>;
};

export async function startRealKustomize(): Promise<RealKustomize> {
  const [oracle, binary] = await Promise.all([startOracle(), kustomizeBinary()]);
  return {
    answer: (story, order) => libraryAnswer(oracle, story, order) ?? commandAnswer(binary, story, order),
    stop: oracle.stop,
  };
}

/** Undefined for what it cannot be asked: it takes text, no flags, and does not know its own version. */
function libraryAnswer(oracle: Oracle, story: Story, reorder: Order): Promise<Answer> | undefined {
  const { files, path = "", flags } = story;
  const texts = Object.entries(files).filter((file): file is [string, string] => typeof file[1] === "string");
  if (flags !== undefined || texts.length < Object.keys(files).length) return undefined;
  return oracle.ask({ files: Object.fromEntries(texts), path, reorder });
}

/** The command as people call it. */
export function commandAnswer(binary: string, story: Story, reorder: Order): Promise<Answer> {
  const { files, path = ".", flags = {} } = story;
  const { loadRestrictor = "none", managedByLabel = false } = flags;
  return kustomizeCommand(binary, {
    files,
    path,
    flags: [
      "--reorder",
      reorder,
      "--load-restrictor",
      `LoadRestrictions${loadRestrictor === "none" ? "None" : "RootOnly"}`,
      ...(managedByLabel ? ["--enable-managedby-label"] : []),
    ],
  });
}

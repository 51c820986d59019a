/** A repository to build: its files by path, the folders that are built, and what a commit after it changes. */
export type BuildRoot = {
  readonly name: "seed" | "mixed1000" | "crd3mb";
  readonly files: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  /** One changed file, another one at each turn. */
  readonly change: (turn: number) => { readonly path: string; readonly text: string };
};

/** One file of the root, with each `old` in it become `fresh`. */
export function changed(
  files: BuildRoot["files"],
  path: string,
  { old, fresh }: { readonly old: string; readonly fresh: string },
): { readonly path: string; readonly text: string } {
  const text = files[path];
  if (text === undefined || !text.includes(old)) throw new Error(`${path} has no "${old}" to change`);
  return { path, text: text.replaceAll(old, fresh) };
}

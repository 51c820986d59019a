import { execFile } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..", "..");
const samples = join(import.meta.dirname, "samples");

/** What a tool says of one file: `no-restricted-imports`, `TS2307`. */
export type Objection = { readonly file: string; readonly rule: string; readonly message: string };

/**
 * A house with the real fences (our own lint and compiler settings) around the samples instead of our code.
 * It stands in a temporary folder because the fences go by paths below the settings that name them.
 */
export type SampleHouse = {
  add(file: string, text: string): void;
  lint(): Promise<readonly Objection[]>;
  compile(): Promise<readonly Objection[]>;
  tearDown(): void;
};

export function buildSampleHouse(): SampleHouse {
  const house = mkdtempSync(join(tmpdir(), "plumbline-fence-"));
  const settings = globSync(["package.json", ".oxlintrc.json", "**/tsconfig*.json", "shared/*.d.ts"], {
    cwd: root,
    exclude: (name) => ["node_modules", ".tsc", "samples"].includes(name),
  });
  for (const file of settings) cpSync(join(root, file), join(house, file), { recursive: true });
  cpSync(samples, house, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(house, "node_modules"));
  return {
    add(file, text) {
      mkdirSync(dirname(join(house, file)), { recursive: true });
      writeFileSync(join(house, file), text);
    },
    // The linter follows the link to node_modules unless it is told not to.
    lint: async () =>
      lintObjections(await output(house, ["oxlint", "--format=json", "--ignore-pattern=node_modules"])),
    compile: async () => compilerObjections(await output(house, ["tsc", "-b", "--pretty", "false"])),
    tearDown: () => rmSync(house, { recursive: true, force: true }),
  };
}

/** What a tool prints. It exits with a failure when it objects, and that is what it is here for. */
function output(house: string, [tool = "", ...args]: readonly string[]): Promise<string> {
  return new Promise((done) => {
    execFile(
      join(root, "node_modules/.bin", tool),
      args,
      { cwd: house, maxBuffer: 1 << 26, timeout: 60_000 },
      (_failure, stdout) => done(stdout),
    );
  });
}

type LintReport = {
  readonly diagnostics: readonly {
    readonly filename: string;
    readonly code?: string;
    readonly message: string;
  }[];
};

function lintObjections(report: string): readonly Objection[] {
  const { diagnostics } = JSON.parse(report) as LintReport;
  if (diagnostics.length === 0)
    throw new Error("the linter found nothing in the samples: did it look at them?");
  return diagnostics.map(({ filename, code, message }) => ({
    file: filename,
    rule: code?.match(/\((.*)\)/)?.[1] ?? "none",
    message,
  }));
}

function compilerObjections(report: string): readonly Objection[] {
  return [...report.matchAll(/^(\S+?)\(\d+,\d+\): error (TS\d+): (.*)$/gm)].map(
    ([, file = "", rule = "", message = ""]) => ({ file, rule, message }),
  );
}

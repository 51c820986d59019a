import type { SourceTrouble } from "#shared/model/delivery.ts";
import { sentence, type Failure } from "#shared/model/failure.ts";

/** Why a source has no new artifact. `again`: it may be another in a moment, unchanged. */
export type Trouble = SourceTrouble & { readonly again: boolean };

/** Which condition and reason a failure shows in; all others are a fetch that failed. */
const known: Readonly<Record<string, Pick<SourceTrouble, "condition" | "reason" | "stalled">>> = {
  "source/auth-refused": { condition: "FetchFailed", reason: "AuthenticationFailed" },
  "source/credential-invalid": { condition: "FetchFailed", reason: "AuthenticationFailed" },
  "source/provider-invalid": { condition: "FetchFailed", reason: "InvalidProviderConfiguration" },
  "source/url-invalid": { condition: "FetchFailed", reason: "URLInvalid", stalled: true },
  "source/empty-repository": { condition: "FetchFailed", reason: "EmptyGitRepository" },
  "source/include-missing": { condition: "StorageOperationFailed", reason: "CopyFailure" },
  "source/include-elsewhere": { condition: "StorageOperationFailed", reason: "IllegalPath" },
  "source/ignore-invalid": { condition: "StorageOperationFailed", reason: "SourceIgnoreError" },
  "source/unsupported-field": { condition: "FetchFailed", reason: "UnsupportedField", stalled: true },
};

const passing: ReadonlySet<string> = new Set(["source/host-failed", "source/answer-empty"]);

/** What a source's conditions say of failures: the first that has a reason of its own gives it. */
export function troubleOf(failures: readonly Failure[]): Trouble {
  const place = failures.map(({ code }) => known[code]).find((one) => one !== undefined);
  return {
    condition: "FetchFailed",
    reason: "GitOperationFailed",
    ...place,
    message: failures.map(sentence).join("\n"),
    again: failures.some(({ code }) => passing.has(code)),
  };
}

/** The part of it that a cluster is told. */
export function toldOf({ condition, reason, message, stalled }: Trouble): SourceTrouble {
  return { condition, reason, message, ...(stalled && { stalled }) };
}

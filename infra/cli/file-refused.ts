import type { Failure } from "#shared/model/failure.ts";

/** Why a file cannot be had though it is there. It passes through a build; whoever began that tells it. */
export class FileRefused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

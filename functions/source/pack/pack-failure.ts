import type { Failure } from "#shared/model/failure.ts";

/** `message` goes on after "the pack that the host sent". */
export function packInvalid(subject: string, message: string): Failure {
  return {
    code: "source/pack-invalid",
    subject,
    message: `the pack that the host sent ${message}`,
    remedy: "It will be fetched again. If this stays, run `git fsck` on the host's repository",
  };
}

/** `message` goes on after "the pack that the host sent". */
export function packTooLarge(subject: string, message: string): Failure {
  return {
    code: "source/pack-too-large",
    subject,
    message: `the pack that the host sent ${message}`,
    remedy:
      "Keep what is not configuration in another repository, or let the host serve partial clones (uploadpack.allowFilter)",
  };
}

export type TooLarge = { readonly what: string; readonly size: number; readonly most: number };

export function objectTooLarge(subject: string, { what, size, most }: TooLarge): Failure {
  return {
    code: "source/pack-too-large",
    subject,
    message: `${what} has ${size} bytes, and at most ${most} are taken`,
    remedy: "`git log --all --find-object=<oid>` finds the file by its object. Move it to another repository",
  };
}

import type { Failure } from "#shared/model/failure.ts";

/** An object that is what its oid says and still not what git means by it. */
export function objectInvalid(subject: string, message: string): Failure {
  return {
    code: "source/object-invalid",
    subject,
    message,
    remedy: "Run `git fsck` on the repository and rewrite the commit that brought it in",
  };
}

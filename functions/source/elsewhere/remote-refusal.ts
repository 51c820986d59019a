import type { Failure } from "#shared/model/failure.ts";
import type { RemoteAnswer } from "#shared/kustomize/remote-request.ts";

export type Refused = Extract<RemoteAnswer, { readonly type: "refused" }>;

export function refused(message: string, remedy: string): Refused {
  return { type: "refused", message, remedy };
}

export const commitACopy = "Commit a copy to this repository, or name one that everybody may read";

/** A failure of the git client, to somebody who wrote a kustomization: they have no spec.url and no secret to mend. */
export function refusedBy([failure]: readonly Failure[]): Refused {
  if (failure === undefined) return refused("it cannot be had", commitACopy);
  const { code, message, remedy } = failure;
  switch (code) {
    case "source/ref-missing":
      return refused(message, remedy);
    case "source/auth-refused":
      return refused("the host wants a credential, and what is remote is fetched without one", commitACopy);
    case "source/not-found":
      return refused(message, `Correct the URL. If the repository is private: ${commitACopy.toLowerCase()}`);
    case "source/host-failed":
    case "source/answer-empty":
      return refused(message, "It is asked again at the source's interval; look at the host if it stays");
    case "source/redirected":
      return refused(message, "Name the repository's present URL");
    default:
      return refused(message, "Check that the URL is one that `git clone` takes, or commit a copy");
  }
}

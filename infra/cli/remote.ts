import type { AskRemote, RemoteAnswer, RemoteRequest } from "#shared/kustomize/remote-request.ts";

/** A repository that leads to another, and so on without end, ends here. */
const mostRequests = 100;

const tooMany: RemoteAnswer = {
  type: "refused",
  message: `this build has fetched ${mostRequests} others already`,
  remedy: "Build with --no-remote to see what leads where",
};

/** Something must be fetched before the build can go on. */
class NotYetHere extends Error {
  readonly request: RemoteRequest;
  constructor(request: RemoteRequest) {
    super("not yet here");
    this.request = request;
  }
}

/**
 * Runs a build, and again after each thing that it asked for from elsewhere has been fetched: a build is one step
 * and cannot wait. What was fetched is gone when the build is over.
 */
export async function withRemote<T>(
  isAllowed: boolean,
  run: (remote: AskRemote | undefined) => T,
): Promise<T> {
  if (!isAllowed) return run(undefined);
  const answers = new Map<string, RemoteAnswer>();
  const cleanUps: (() => Promise<void>)[] = [];
  const ask: AskRemote = (request) => {
    const answer = answers.get(JSON.stringify(request));
    if (answer !== undefined) return answer;
    if (answers.size === mostRequests) return tooMany;
    throw new NotYetHere(request);
  };
  try {
    for (;;) {
      try {
        return run(ask);
      } catch (error) {
        if (!(error instanceof NotYetHere)) throw error;
        // Loaded only when it is needed: most builds fetch nothing.
        const { fetchRemote } = await import("./fetch-remote.ts");
        const { answer, cleanUp } = await fetchRemote(error.request);
        answers.set(JSON.stringify(error.request), answer);
        cleanUps.push(cleanUp);
      }
    }
  } finally {
    await Promise.all(cleanUps.map((cleanUp) => cleanUp()));
  }
}

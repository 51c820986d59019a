import type { Files } from "./files.ts";
import type { LoadedFile, Refusal } from "./refusal.ts";
import type { AskRemote, RemoteAnswer, RemoteRequest } from "./remote-request.ts";

/** Remote resources as a build uses them: requests go out, and are noted. */
export type Remote = {
  readonly file: (url: string) => LoadedFile | Refusal;
  readonly repository: (url: string, ref: string) => Files | Refusal;
  /** What was asked for, each once. */
  readonly asked: () => readonly RemoteRequest[];
};

export function remoteBy(ask: AskRemote | undefined): Remote {
  const asked = new Map<string, RemoteRequest>();
  const answerTo = (request: RemoteRequest): RemoteAnswer => {
    if (ask === undefined) return notAllowed;
    asked.set(JSON.stringify(request), request);
    return ask(request);
  };
  return {
    file: (url) => {
      const answer = answerTo({ type: "file", url });
      return answer.type === "file" ? { path: url, bytes: answer.bytes } : refused(url, answer);
    },
    repository: (url, ref) => {
      const answer = answerTo({ type: "repository", url, ref });
      return answer.type === "repository" ? answer.files : refused(url, answer);
    },
    asked: () => [...asked.values()],
  };
}

const notAllowed: RemoteAnswer = {
  type: "refused",
  message: "remote resources are off here",
  remedy: "Commit a copy of it to this repository, or allow remote resources",
};

function refused(url: string, answer: RemoteAnswer): Refusal {
  const { message, remedy } =
    answer.type === "refused" ? answer : { message: "something else was answered", remedy: "Try again" };
  return {
    code: "build/remote-resource",
    message: `names the remote resource ${url}: ${message}`,
    remedy,
  };
}

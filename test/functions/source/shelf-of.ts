import { RemoteShelf } from "#functions/source/elsewhere/remote-shelf.ts";

type Answers = Readonly<Record<string, string | Response>>;

export type Shelf = RemoteShelf & {
  /** What was fetched, in order. */
  readonly fetched: readonly string[];
};

/** A shelf over a web of these URLs alone. */
export function shelfOf(
  answers: Answers,
  change: { readonly isOn?: boolean; readonly now?: () => number } = {},
): Shelf {
  const fetched: string[] = [];
  const shelf = new RemoteShelf({
    isOn: true,
    fetch: async (input) => {
      const url = input instanceof Request ? input.url : String(input);
      fetched.push(url);
      const answer = answers[url];
      if (answer instanceof Response) return answer;
      return answer === undefined ? new Response("no such file", { status: 404 }) : new Response(answer);
    },
    open: () => ({ type: "refused", message: "there is no git here", remedy: "" }),
    now: () => Date.now(),
    ...change,
  });
  return Object.assign(shelf, { fetched });
}

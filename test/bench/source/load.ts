import type { Answer, HookCall, HookCaller } from "./hook-call.ts";

export type Load = {
  readonly caller: HookCaller;
  /** Each lane waits for one answer before it sends the next call. */
  readonly lanes: number;
  readonly seconds: number;
  /** Sent by turns. */
  readonly calls: readonly HookCall[];
};

export type LoadOutcome = {
  readonly answers: readonly Answer[];
  readonly milliseconds: number;
};

/** As much as so many lanes get through in the time. */
export async function underLoad({ caller, lanes, seconds, calls }: Load): Promise<LoadOutcome> {
  const answers: Answer[] = [];
  const began = performance.now();
  const end = began + seconds * 1_000;
  let turn = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (performance.now() < end) {
        const call = calls[turn++ % calls.length];
        if (!call) throw new Error("a load of no calls is none");
        answers.push(await caller.send(call));
      }
    }),
  );
  return { answers, milliseconds: performance.now() - began };
}

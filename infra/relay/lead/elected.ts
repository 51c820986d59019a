import type { Kube } from "#shared/kube/request.ts";
import { Leadership, type LeadershipParts } from "./leadership.ts";

export type Elected = {
  readonly leads: () => boolean;
  /** Whether we lead, asking the API server where the clocks leave a doubt. */
  readonly confirm: () => Promise<boolean>;
  /** Waits for our turn. Once the signal came it comes no more. */
  readonly turn: (signal: AbortSignal) => Promise<void>;
  readonly release: () => Promise<void>;
};

type Election = Pick<LeadershipParts, "lost" | "log"> & {
  readonly namespace: string;
  readonly lease: { readonly identity: string; readonly milliseconds: number } | undefined;
  readonly say: (line: string) => void;
};

/** Which relay of the cluster works. One that was given no identity is alone, and leads. */
export function elected(kube: Kube, { namespace, lease, say, lost, log }: Election): Elected {
  if (!lease)
    return {
      leads: () => true,
      confirm: async () => true,
      turn: async () => undefined,
      release: async () => undefined,
    };
  const place = { namespace, name: "plumbline-relay" };
  const leadership = new Leadership({ kube, place, ...lease, lost, log });
  return {
    leads: () => leadership.holds,
    confirm: () => leadership.confirm(),
    turn: async (signal) => {
      say(`${lease.identity} waits to lead`);
      if (!(await leadership.lead(signal))) return new Promise(() => undefined); // the process is about to end
      say(`${lease.identity} leads`);
    },
    release: () => leadership.release(),
  };
}

import { exposition, type Metric } from "./exposition.ts";
import type { Meters } from "./meters.ts";
import type { PortParts } from "./port.ts";
import { processMetrics } from "./process-metrics.ts";
import { resourceInfo, type HeldResource } from "./resource-info.ts";

export type Shown = {
  readonly mirror: { readonly all: () => Iterable<HeldResource> };
  readonly meters: Meters;
  readonly link: { readonly linked: boolean };
  readonly leads: () => boolean;
};

/** What is answered to whoever watches the relay. One that stands by is ready: to take over is its work. */
export function shownMetrics(shown: Shown): Pick<PortParts, "ready" | "metrics"> {
  const { mirror, meters, link, leads } = shown;
  return {
    ready: () => {
      if (!leads()) return { ok: true, word: "standing by: another relay leads" };
      return link.linked ? { ok: true, word: "linked" } : { ok: false, word: "the edge cannot be reached" };
    },
    metrics: () =>
      exposition([
        resourceInfo(mirror.all()),
        flag("plumbline_relay_linked", "Whether the edge has welcomed this relay.", link.linked),
        // As client-go has it of every controller with an election.
        flag("leader_election_master_status", "Whether this relay leads.", leads()),
        ...meters.metrics(),
        ...processMetrics(),
      ]),
  };
}

function flag(name: string, help: string, isSo: boolean): Metric {
  return { name, kind: "gauge", help, samples: [{ labels: {}, value: isSo ? 1 : 0 }] };
}

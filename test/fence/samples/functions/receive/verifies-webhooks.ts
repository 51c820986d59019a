import { Webhooks } from "@octokit/webhooks";

/** Breaks nothing: this is the one room that may. */
export const trusted: Webhooks = new Webhooks({ secret: "a" });

import { Webhooks } from "@octokit/webhooks";

export const doubtful: Webhooks = new Webhooks({ secret: "a" });

import { labels } from "#infra/install/labels.ts";

export const known: string = labels;

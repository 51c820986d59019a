import type { labels } from "#infra/install/labels.ts";

export type Labels = typeof labels;

import { labels } from "../install/labels.ts";

export const climbed: string = labels;

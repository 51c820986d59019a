export type Phase = "queued" | "leased" | "settled";

export function isOver(phase: Phase): boolean {
  switch (phase) {
    case "queued":
      return false;
    case "settled":
      return true;
  }
  return false;
}

/** What became of a delivery at one of the doors. */
export type DeliveryEnd =
  | "filed"
  | "seen-before"
  | "nobody-follows"
  | "passed-over"
  | "ping"
  | "refused"
  | "closed"
  | "no-such-hook";

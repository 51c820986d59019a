/** Something worth telling people: what notifications are made of. */
export type Happening = {
  readonly kind: "GitRepository" | "Kustomization";
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly severity: "info" | "error";
  readonly reason: string;
  readonly message: string;
  /** Shown as fields, in this order. */
  readonly metadata: Readonly<Record<string, string>>;
};

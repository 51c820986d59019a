/** One cluster as the edge sees it. */
export type ClusterView = {
  readonly linked: boolean;
  readonly kustomizations: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly revision: string;
    readonly objects: number;
    readonly isUnderWay: boolean;
  }[];
};

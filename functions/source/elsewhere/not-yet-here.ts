/** A build asked for something from elsewhere that has not been fetched: bring it, and build again. */
export class NotYetHere extends Error {
  readonly bring: () => Promise<void>;

  constructor(bring: () => Promise<void>) {
    super("it has to be fetched first");
    this.bring = bring;
  }
}

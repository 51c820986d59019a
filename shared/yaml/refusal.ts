/** Why a document is not taken, and where in its text. It never leaves this room: `compose` answers with a Problem. */
export class Refusal extends Error {
  readonly offset: number;
  readonly remedy: string;
  constructor(message: string, offset: number, remedy: string) {
    super(message);
    this.offset = offset;
    this.remedy = remedy;
  }
}

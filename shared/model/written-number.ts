/**
 * A number that a double or JSON's own spelling would lose something of: `1.10`, `0x1F`, `12345678901234567890`.
 * It prints as JSON's number, exactly; whoever needs the author's text has that too.
 */
export class WrittenNumber {
  readonly text: string;
  readonly value: number | bigint;

  constructor(text: string, value: number | bigint) {
    this.text = text;
    this.value = value;
  }

  toJSON(): unknown {
    return typeof this.value === "number" ? this.value : JSON.rawJSON(`${this.value}`);
  }
}

/** A value that must not be seen. However it is printed, logged or serialised, it reads `[secret]`. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself: call it where the value leaves for the one who needs it, nowhere else. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return "[secret]";
  }
  toJSON(): string {
    return "[secret]";
  }
}

// Node's inspector asks by a symbol that is found by name, so `shared` needs no Node to answer it.
Object.defineProperty(Secret.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value: () => "[secret]",
});

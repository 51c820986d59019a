type Bytes = Uint8Array<ArrayBuffer>;

/** Reads what SSH writes (RFC 4251, section 5). Past the end it gives nothing, and says so in `isWhole`. */
export class SshReader {
  readonly #bytes: Bytes;
  #at = 0;
  #ran = false;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** Whether all of it was read, and all that was read was there. */
  get isWhole(): boolean {
    return !this.#ran && this.#at === this.#bytes.length;
  }

  take(count: number): Bytes {
    this.#ran ||= this.#at + count > this.#bytes.length;
    if (this.#ran) return new Uint8Array();
    this.#at += count;
    return this.#bytes.slice(this.#at - count, this.#at);
  }

  uint32(): number {
    const bytes = this.take(4);
    return bytes.length === 4 ? new DataView(bytes.buffer).getUint32(0) : 0;
  }

  string(): Bytes {
    return this.take(this.uint32());
  }

  text(): string {
    return new TextDecoder().decode(this.string());
  }

  /** A number, without the zero that keeps SSH from reading it as negative. */
  number(): Bytes {
    const bytes = this.string();
    const first = bytes.findIndex((byte) => byte !== 0);
    return first === -1 ? new Uint8Array() : bytes.slice(first);
  }
}

export function sshString(content: string | Uint8Array): Bytes {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const written = new Uint8Array(4 + bytes.length);
  new DataView(written.buffer).setUint32(0, bytes.length);
  written.set(bytes, 4);
  return written;
}

/** A deflate stream bit by bit, for what no compressor would write. */
export class Bitstream {
  readonly #bits: number[] = [];

  /** A number, lowest bit first. */
  number(value: number, bits: number): this {
    for (let i = 0; i < bits; i++) this.#bits.push((value >> i) & 1);
    return this;
  }

  /** A Huffman code, written as it is read: `code("0000001")`. */
  code(bits: string): this {
    for (const bit of bits) this.#bits.push(Number(bit));
    return this;
  }

  /** The header of a dynamic block with these code lengths, each of which (0 to 15) is written in four bits. */
  dynamic(literals: readonly number[], distances: readonly number[]): this {
    this.number(1, 1).number(2, 2);
    this.number(literals.length - 257, 5)
      .number(distances.length - 1, 5)
      .number(15, 4);
    const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    for (const symbol of order) this.number(symbol < 16 ? 4 : 0, 3);
    for (const length of [...literals, ...distances]) this.code(length.toString(2).padStart(4, "0"));
    return this;
  }

  /** As a zlib stream whose checksum is right for what it would inflate to. */
  zlib(content: Uint8Array): Uint8Array {
    const bytes = [0x78, 0x9c];
    for (let at = 0; at < this.#bits.length; at += 8)
      bytes.push(this.#bits.slice(at, at + 8).reduce((byte, bit, i) => byte | (bit << i), 0));
    let low = 1;
    let high = 0;
    for (const byte of content) {
      low = (low + byte) % 65_521;
      high = (high + low) % 65_521;
    }
    return new Uint8Array([...bytes, high >> 8, high & 255, low >> 8, low & 255]);
  }
}

/*
 * What every runtime of ours has (workerd, Node) and the language's own library does not name.
 * Written by hand, so that nothing else of either platform can slip into `shared`.
 */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}
declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string): boolean;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  toString(): string;
}
interface CryptoKey {
  readonly type: string;
}
interface SubtleCrypto {
  digest(algorithm: string, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}
declare const crypto: { readonly subtle: SubtleCrypto };
declare function atob(text: string): string;
declare function btoa(text: string): string;
interface JSON {
  /** Text that `JSON.stringify` prints as it is. Both runtimes have it; the language's library does not name it yet. */
  rawJSON(text: string): object;
}

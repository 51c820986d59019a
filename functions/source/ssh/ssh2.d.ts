/** What the edge uses of ssh2. Its published types would bring all of Node's, which the edge is not to know of. */
declare module "ssh2" {
  type Bytes = Uint8Array<ArrayBuffer>;

  export type Key = { readonly type: string; readonly isPrivateKey: () => boolean };

  export type Channel = AsyncIterable<Bytes> & {
    readonly stderr: { readonly on: (event: "data", listener: (chunk: Bytes) => void) => unknown };
    readonly write: (chunk: Bytes) => boolean;
    readonly once: (event: "close", listener: () => void) => unknown;
  };

  type Settings = {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly ident: string;
    readonly algorithms: {
      readonly cipher: readonly string[];
      readonly hmac: readonly string[];
      readonly serverHostKey: readonly string[];
    };
    /** What is tried in turn. `privateKey` beside it would take no key that is open already. */
    readonly authHandler: readonly {
      readonly type: "publickey";
      readonly username: string;
      readonly key: Key;
    }[];
    readonly hostVerifier: (key: Bytes) => boolean;
  };

  export type ClientError = Error & { readonly level?: string };

  class Client {
    connect(settings: Settings): this;
    exec(
      command: string,
      options: { readonly env: Readonly<Record<string, string>> },
      answer: (error: Error | undefined, channel: Channel) => void,
    ): this;
    on(event: "error", listener: (error: ClientError) => void): this;
    once(event: "ready" | "close", listener: () => void): this;
    setNoDelay(noDelay: boolean): this;
    destroy(): this;
  }

  const ssh2: {
    readonly Client: typeof Client;
    readonly utils: {
      /** Several keys for a file that holds several. What is wrong is returned, not thrown. */
      readonly parseKey: (text: string, passphrase?: string) => Key | readonly Key[] | Error;
    };
  };
  export default ssh2;
}

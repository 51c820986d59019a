import { fromBase64, toBase64, type EdgeKey } from "./edge-key.ts";

/** What the edge puts its own name to, and later believes because it finds it there. */
export type Statement =
  /** A one-time right to enrol a relay for a cluster. */
  | {
      readonly kind: "enrolment";
      readonly cluster: string;
      readonly id: string;
      readonly expires: number;
    }
  /** This key (Ed25519, raw, base64) is the relay of this cluster. */
  | {
      readonly kind: "certificate";
      readonly cluster: string;
      readonly publicKey: string;
      readonly issued: number;
    };
export type StatementOf<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

/** A statement under the edge's signature, as one word that fits into a header. */
export async function stated(key: EdgeKey, statement: Statement): Promise<string> {
  const body = word(toBase64(new TextEncoder().encode(JSON.stringify(statement))));
  return `${body}.${word(await key.sign(body))}`;
}

/** What a word says, if the edge itself signed it and it is of the wanted kind; else undefined. */
export async function readStatement<K extends Statement["kind"]>(
  key: EdgeKey,
  kind: K,
  text: string,
): Promise<StatementOf<K> | undefined> {
  const [body = "", signature = ""] = text.split(".");
  try {
    if (!(await key.holds(body, unword(signature)))) return undefined;
    const read: Statement = JSON.parse(new TextDecoder().decode(fromBase64(unword(body))));
    return isKind(read, kind) ? read : undefined;
  } catch {
    return undefined; // not base64: whoever wrote it, we did not
  }
}

function isKind<K extends Statement["kind"]>(statement: Statement, kind: K): statement is StatementOf<K> {
  return statement.kind === kind;
}

const word = (base64: string): string => base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const unword = (text: string): string => text.replaceAll("-", "+").replaceAll("_", "/");

/** Which key a signature holds under, or why it does not count. */
export type SignatureCheck =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly why: string; readonly remedy: string };

export function refused(why: string, remedy: string): SignatureCheck {
  return { ok: false, why, remedy };
}

import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import type { Secret } from "#shared/model/secret.ts";

/** What a Secret holds, by key. Absent and empty are the same, as they are to Flux. */
export type SecretValues = ReadonlyMap<string, string>;

/** Opens a mirrored Secret; without one there are no values. */
export function valuesOf(secret: Secret | undefined): SecretValues {
  const stored: unknown = secret === undefined ? {} : JSON.parse(secret.reveal());
  return new Map(
    Object.entries(stored ?? {}).filter((entry): entry is [string, string] => {
      return typeof entry[1] === "string" && entry[1] !== "";
    }),
  );
}

/**
 * The values under `keys`, fit for an HTTP header. A line break at the end, as an editor or `echo` leaves it, is part of
 * the value for Flux too, and no host takes it: so it is named, rather than answered 401.
 */
export function headerValues(
  values: SecretValues,
  { keys, name }: { readonly keys: readonly string[]; readonly name: string },
): Result<SecretValues> {
  // oxlint-disable-next-line no-control-regex -- it is what may stand in no header
  const broken = keys.filter((key) => /[\x00-\x1f\x7f]/.test(values.get(key) ?? ""));
  if (broken.length === 0) return done(new Map(keys.map((key) => [key, values.get(key) ?? ""])));
  return failed(
    ...broken.map((key) =>
      credentialInvalid(name, {
        message: `the value of ${key} has a line break or another control character in it`,
        remedy: `Store it without: kubectl create secret generic … --from-literal=${key}=…`,
      }),
    ),
  );
}

/** The condition's reason is AuthenticationFailed. */
export function credentialInvalid(
  name: string,
  { message, remedy }: Pick<Failure, "message" | "remedy">,
): Failure {
  return { code: "source/credential-invalid", subject: `Secret "${name}"`, message, remedy };
}

/** The condition's reason is InvalidProviderConfiguration. */
export function providerInvalid(
  subject: string,
  { message, remedy }: Pick<Failure, "message" | "remedy">,
): Failure {
  return { code: "source/provider-invalid", subject, message, remedy };
}

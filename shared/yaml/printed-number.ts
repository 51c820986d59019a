const largest = 2n ** 64n - 1n;
const smallest = -(2n ** 63n);

/**
 * A number as kustomize prints it: 64 bits of whole number in full, everything else as Go's `%g` has it, with an
 * exponent from a million on (`1.5e+06`) and below a ten-thousandth.
 * Upstream: Go's encoding/json, then go.yaml.in/yaml/v2 resolve.go and encode.go `floatv`.
 */
export function printNumber(value: number | bigint): string {
  if (typeof value === "bigint") return isWhole(value) ? `${value}` : printFraction(Number(value));
  if (Number.isSafeInteger(value)) return `${value}`;
  const plain = `${value}`;
  return /^-?\d+$/.test(plain) && isWhole(BigInt(plain)) ? plain : printFraction(value);
}

function isWhole(value: bigint): boolean {
  return value >= smallest && value <= largest;
}

function printFraction(value: number): string {
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return `${value}`;
  return `${digits}e${power < 0 ? "-" : "+"}${`${Math.abs(power)}`.padStart(2, "0")}`;
}

/** A float amid other text: with an exponent from a million on and below a ten-thousandth. Go's `%v` */
export function shortFloat(value: number): string {
  const { sign, digits, power } = partsOf(value);
  if (power >= -4 && power < 6) return fixedFloat(value);
  const [first = "0", ...rest] = digits;
  const exponent = `${power < 0 ? "-" : "+"}${`${Math.abs(power)}`.padStart(2, "0")}`;
  return `${sign}${first}${rest.length === 0 ? "" : "."}${rest.join("")}e${exponent}`;
}

/** A float without an exponent, however long that is. Go's `strconv.FormatFloat(value, 'f', -1, 64)` */
export function fixedFloat(value: number): string {
  const { sign, digits, power } = partsOf(value);
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, "0");
  const fraction = digits.slice(power + 1);
  return sign + whole + (fraction === "" ? "" : `.${fraction}`);
}

type Parts = { readonly sign: string; readonly digits: string; readonly power: number };

/** The fewest digits that tell the value from others; the first is worth ten to the power. */
function partsOf(value: number): Parts {
  const [mantissa = "0", power = "0"] = Math.abs(value).toExponential().split("e");
  return { sign: value < 0 ? "-" : "", digits: mantissa.replace(".", ""), power: Number(power) };
}

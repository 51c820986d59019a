export function pass(value: any): unknown {
  return value;
}

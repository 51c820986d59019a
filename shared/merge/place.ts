/** The way from the object to a field, for messages. Elements of lists are not told apart. */
export type Place = { readonly parent: Place; readonly name: string } | undefined;

export function printedPlace(place: Place): string {
  const names: string[] = [];
  for (let at = place; at !== undefined; at = at.parent) names.push(at.name);
  return names.length === 0 ? "its root" : names.reverse().join(".");
}

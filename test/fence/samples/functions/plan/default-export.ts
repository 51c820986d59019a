export default function plan(): string {
  return "a name that every importer makes up for itself";
}

/** Plain ConfigMaps, one file each, in one folder: `count` objects that cost the API server little. */
export function manyConfigMaps(folder: string, count: number, value: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (let number = 0; number < count; number++) {
    const name = `config-${String(number).padStart(4, "0")}`;
    files[`${folder}/${name}.yaml`] = configMap(name, value);
  }
  return files;
}

export function configMap(name: string, value: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  value: ${JSON.stringify(value)}
`;
}

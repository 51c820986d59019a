export const labels: string = "app.kubernetes.io/part-of";

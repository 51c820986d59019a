export const port: number = 6_443;

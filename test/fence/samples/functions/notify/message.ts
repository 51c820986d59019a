export const message: string = "applied";

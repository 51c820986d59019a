export const page: unknown = fetch("https://example.com/");

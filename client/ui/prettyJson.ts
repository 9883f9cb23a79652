/** Indented JSON; text that is not JSON stays as it is. For looking only: numbers too long for this page may lose digits. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

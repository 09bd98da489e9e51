/** What an endpoint answered, from which nothing may be expected: for the names of themes and for vectors. */

/** The beginning of a reply, in one line, for a message. */
export function excerpt(text: string): string {
  return text
    .slice(0, 400)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 120);
}

/** A field of what may be an object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

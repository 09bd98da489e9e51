/** Replies of endpoints (theme names, vectors), whose form cannot be trusted. */

/** The beginning of a reply on one line, for a message. */
export function excerpt(text: string): string {
  return text
    .slice(0, 400)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 120);
}

/** A field of a value, if that is an object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

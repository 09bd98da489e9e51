/** Text and empty elements in XML. */

/** Text without the characters that XML 1.0 forbids (section 2.2). */
export function xmlCharacters(content: string): string {
  return content.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}

/** Text for XML: markup is escaped, forbidden characters are removed. */
export function escapeXml(content: string): string {
  return xmlCharacters(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * An element without children.
 * @param attributes undefined ones are left out; white space in values becomes spaces, as in XML readers
 */
export function emptyElement(name: string, attributes: Record<string, string | number | undefined>): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value).replace(/\s+/g, ' '))}"`);
  return `<${name}${written.join('')}/>`;
}

/** Text and empty elements for formats of XML. */

/** Text without the characters that XML 1.0 forbids (section 2.2). */
export function xmlCharacters(content: string): string {
  return content.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}

/** Text as XML may hold it: markup escaped, forbidden characters left out. */
export function escapeXml(content: string): string {
  return xmlCharacters(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * An element without children.
 * @param attributes those that are undefined are left out; white space in values becomes spaces, as XML readers make it
 */
export function emptyElement(name: string, attributes: Record<string, string | number | undefined>): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value).replace(/\s+/g, ' '))}"`);
  return `<${name}${written.join('')}/>`;
}

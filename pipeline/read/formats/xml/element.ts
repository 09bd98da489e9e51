/** A record of XML as a tree, and how to look things up in it. */

/** An element without its namespace's prefix. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** 1-based line of its start tag. */
  line: number;
  children: (XmlElement | string)[];
}

/** The elements at a path of names below `from`. */
export function all(from: XmlElement | undefined, ...path: string[]): XmlElement[] {
  let at = from ? [from] : [];
  for (const name of path)
    at = at.flatMap(({ children }) =>
      children.filter((child): child is XmlElement => typeof child !== 'string' && child.name === name),
    );
  return at;
}

/** Text of an element and the elements in it, with white space collapsed. */
export function textOf(element: XmlElement | undefined): string {
  const inner = (from: XmlElement): string =>
    from.children.map((child) => (typeof child === 'string' ? child : inner(child))).join('');
  return element ? inner(element).replace(/\s+/g, ' ').trim() : '';
}

/** Text of the first element at a path; "" if there is none. */
export function one(from: XmlElement | undefined, ...path: string[]): string {
  return textOf(all(from, ...path)[0]);
}

/** Texts of the elements at a path, without empty ones. */
export function each(from: XmlElement | undefined, ...path: string[]): string[] {
  return all(from, ...path)
    .map(textOf)
    .filter((text) => text !== '');
}

/** Parts of a name, without empty ones, joined by spaces. */
export function names(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** One record of XML as a tree. */

/** An element without its namespace's prefix. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** 1-based line of its start tag. */
  line: number;
  children: (XmlElement | string)[];
}

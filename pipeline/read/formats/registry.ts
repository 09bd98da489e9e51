/**
 * The text formats. A new one is a file or folder beside this one and an entry in the table below. XML is loaded when a
 * file of it is met, because its parser is large; Parquet, a binary format, is handled in read.ts.
 */
import type { TextInput } from '../bytes/text-input.ts';
import type { RawResult } from '../raw.ts';
import type { FieldNames } from '../records/record-mapper.ts';
import { isBibtex, readBibtex } from './bibtex.ts';
import { isCsv, readCsv } from './csv.ts';
import { isJson, isJsonLines, readJson, readJsonLines } from './json/json.ts';
import { readPage } from './page/page.ts';
import { isTagged, readTagged } from './ris.ts';

export interface TextFormat {
  readonly name: string;
  /** Whether a text is of this format, by its beginning and, if that leaves it open, by its file's ending. */
  recognise(head: string, ending: string, fields: FieldNames): boolean;
  /** @throws UserError if the text cannot be read or holds no paper */
  read(input: TextInput, fields: FieldNames): Promise<RawResult>;
}

/** In the order in which they are tried; any text is a page. */
export const TEXT_FORMATS: readonly TextFormat[] = [
  { name: 'JSON Lines', recognise: isJsonLines, read: readJsonLines },
  { name: 'JSON', recognise: isJson, read: readJson },
  { name: 'XML', recognise: isXml, read: async (input) => (await import('./xml/xml.ts')).readXml(input) },
  { name: 'BibTeX', recognise: isBibtex, read: readBibtex },
  { name: 'RIS, NBIB or Web of Science text', recognise: isTagged, read: readTagged },
  { name: 'table', recognise: isCsv, read: readCsv },
  {
    name: 'page of titles and abstracts',
    recognise: () => true,
    read: async (input) => readPage(await input.whole()),
  },
];

/** Whether a text begins like XML: with its declaration, or with the root element of a format that is read. */
export function isXml(head: string): boolean {
  return /^\s*<(?:\?xml\s|!DOCTYPE\s+PubmedArticleSet\b|(?:\w+:)?(?:feed|OAI-PMH|PubmedArticleSet)[\s>])/.test(
    head.slice(0, 2_000),
  );
}

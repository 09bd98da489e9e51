/** Authors' keywords of papers, for evaluation: JSON lines with "title" and "keywords", which may be a corpus. */
import { UserError } from '../util/errors.ts';
import { readJsonLines } from './json-lines.ts';

const NEEDS = '{"title": …, "keywords": […]}';

/** The keywords of one paper, which is found on the map by its title. */
export interface PaperKeywords {
  title: string;
  keywords: readonly string[];
}

/**
 * Reads keywords: a JSON object a line with "title" and a list of "keywords", also compressed. A line may have none.
 * @throws UserError if a line is not a JSON object, has no title or no proper list, or no line has keywords
 */
export async function readKeywords(bytes: Uint8Array, fileName: string): Promise<PaperKeywords[]> {
  const found = (await readJsonLines(bytes, fileName, NEEDS)).map(({ record, fault }) => {
    const { title } = record;
    const keywords = record.keywords ?? [];
    if (typeof title !== 'string' || title.trim() === '')
      throw fault(`has no title; each line needs ${NEEDS}.`);
    if (!Array.isArray(keywords) || !keywords.every((each) => typeof each === 'string'))
      throw fault(`has "keywords" that are not a list of texts; each line needs ${NEEDS}.`);
    return { title, keywords };
  });
  if (found.every(({ keywords }) => keywords.every((each) => each.trim() === '')))
    throw new UserError(`${fileName}: no keywords found; each line needs ${NEEDS}.`);
  return found;
}

/** The papers of a map in its file, and their checks. */
import * as v from 'valibot';
import { brokenFile, issueText } from './error.ts';

export const paperSchema = v.object({
  id: v.string(),
  title: v.string(),
  abstract: v.string(),
  authors: v.optional(v.array(v.string())),
  date: v.optional(v.string()),
  url: v.optional(v.string()),
  venue: v.optional(v.string()),
  tags: v.optional(v.array(v.string())),
});

/** In a large map, whose abstracts are in another file. */
const headSchema = v.omit(paperSchema, ['abstract']);

/** A paper of a map. */
export type MapPaper = v.InferOutput<typeof paperSchema>;
/** A paper of a map without its abstract. */
export type PaperHead = v.InferOutput<typeof headSchema>;

/**
 * Checks the parsed papers file; in a large map it holds no abstracts.
 * @throws MapError with one sentence: the file, the field, what was expected and what to do
 */
export function parsePapers(
  value: unknown,
  expected: number,
  where: string,
  large: boolean,
): (PaperHead & { abstract?: string })[] {
  const papers = arePlain(value, large) ? value : parseSlowly(value, where, large);
  if (papers.length !== expected)
    throw brokenFile(where, `${papers.length} papers, but map.json says ${expected}`);
  return papers;
}

/** A paper without its abstract. */
export function headOf({ abstract: _, ...head }: MapPaper): PaperHead {
  return head;
}

/** A paper with its abstract after the title. The other fields keep their order, since the file's bytes depend on it. */
export function withAbstract(head: PaperHead, abstract: string): MapPaper {
  const paper: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(head)) {
    paper[key] = field;
    if (key === 'title') paper.abstract = abstract;
  }
  return paper as MapPaper;
}

function parseSlowly(value: unknown, where: string, large: boolean): PaperHead[] {
  const result = v.safeParse(v.array(large ? headSchema : paperSchema), value);
  if (!result.success) throw brokenFile(where, issueText(result.issues[0]));
  return result.output;
}

/**
 * Whether papers have the fields of the schema and no others. The schema would return an equal list, and take ten times
 * as long.
 */
export function arePlain(value: unknown, large: boolean): value is PaperHead[] {
  return Array.isArray(value) && value.every((paper) => isPlain(paper, large));
}

function isPlain(paper: unknown, large: boolean): boolean {
  if (typeof paper !== 'object' || paper === null || Array.isArray(paper)) return false;
  let required = 0;
  const fields = paper as Record<string, unknown>;
  // Object.entries, a list a paper, would take three times as long.
  for (const key in fields) {
    const field = fields[key];
    switch (key) {
      case 'id':
      case 'title':
        required++;
        if (typeof field !== 'string') return false;
        break;
      case 'abstract':
        required++;
        if (large || typeof field !== 'string') return false;
        break;
      case 'date':
      case 'url':
      case 'venue':
        if (typeof field !== 'string') return false;
        break;
      case 'authors':
      case 'tags':
        if (!Array.isArray(field) || !field.every((each) => typeof each === 'string')) return false;
        break;
      default:
        return false;
    }
  }
  return required === (large ? 2 : 3);
}

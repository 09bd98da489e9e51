/** Identifiers that tell whether two records are the same paper. */
import { text } from './values.ts';

/** "https://doi.org/10.1/ABC", "doi:10.1/ABC" → "10.1/abc"; "" if there is no DOI. */
export function doiOf(value: unknown): string {
  const match = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}\/\S+)$/i.exec(text(value));
  return match?.[1]?.toLowerCase() ?? '';
}

/** The arXiv id, without its version, in an id, an address, an OAI identifier or an arXiv DOI; "" if there is none. */
export function arxivOf(value: unknown): string {
  const match =
    /^(?:https?:\/\/(?:\w+\.)?arxiv\.org\/(?:abs|pdf)\/|oai:arxiv\.org:|arxiv:\s*|(?:https?:\/\/doi\.org\/)?10\.48550\/arxiv\.)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?(?:\.pdf)?$/i.exec(
      text(value),
    );
  return match?.[1] ?? '';
}

/** What a map says that does not hold what it should. */
import * as v from 'valibot';

/** A map that does not hold what it should: which file, what is wrong, what to do. */
export class MapError extends Error {
  override name = 'MapError';
}

/** What is wrong where, of a schema's first complaint. */
export function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path ? `field "${path}": ${issue.message}` : issue.message;
}

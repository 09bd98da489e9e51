import * as v from 'valibot';
import { type ErrorDetails, UserError } from '../util/errors.ts';

/** A map that does not hold what it should: the message says which file, what is wrong, and what to do. */
export class MapError extends UserError {
  override name = 'MapError';

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { code: 'invalid-map', ...details });
  }
}

/** @param what is wrong with the map's file, to follow its name and a colon */
export function brokenFile(file: string, what: string): MapError {
  return new MapError(`${file}: ${what}; build the map again.`, { file });
}

/** The first complaint of a schema: which field, and what is wrong with it. */
export function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path ? `field "${path}": ${issue.message}` : issue.message;
}

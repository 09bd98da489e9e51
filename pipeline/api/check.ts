/** Arguments and options of the library's verbs, checked before anything is done with them. */
import * as v from 'valibot';
import { mapProblem } from '../map/check.ts';
import { UsageError } from '../util/errors.ts';
import { didYouMean, shown } from '../util/shown.ts';

type Schema = v.GenericSchema<unknown, unknown>;

/**
 * Checks an object of options. Unknown ones are refused, so that a typing error is not taken for the default.
 * @param verb the function's name, for the message
 * @param entries a schema for each option; those that may be left out are optional
 * @throws UsageError with the option, what it is and what was expected
 */
export function checkOptions(
  verb: string,
  entries: Readonly<Record<string, Schema>>,
  options: unknown,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new UsageError(
      `${verb}: the options are ${shown(options)}; expected an object, such as { ${Object.keys(entries)[0]}: … }.`,
      { code: 'invalid-option' },
    );
  for (const name of Object.keys(options))
    if (!Object.hasOwn(entries, name)) {
      const known = Object.keys(entries);
      const otherwise = `; its options are ${known.join(', ')}.`;
      throw new UsageError(`"${name}" is not an option of ${verb}${didYouMean(name, known, otherwise)}`, {
        code: 'unknown-option',
      });
    }
  for (const [name, schema] of Object.entries(entries))
    check(verb, 'option', name, schema, (options as Record<string, unknown>)[name]);
}

/** @throws UsageError with the argument, what it is and what was expected */
export function checkArgument(verb: string, name: string, schema: Schema, value: unknown): void {
  check(verb, 'argument', name, schema, value);
}

/** Checks a map as a reader checks its files. @throws UsageError */
export function checkMap(verb: string, name: string, map: unknown): void {
  const problem = mapProblem(map);
  if (problem !== null)
    throw new UsageError(`${verb}: ${name} is not a map from buildMap or readMap (${problem}).`, {
      code: 'invalid-argument',
    });
}

function check(
  verb: string,
  kind: 'option' | 'argument',
  name: string,
  schema: Schema,
  value: unknown,
): void {
  const result = v.safeParse(schema, value);
  if (result.success) return;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  const where = path === null ? name : `${name}.${path}`;
  const key = String(issue.path?.at(-1)?.key);
  const refuse = (what: string): never => {
    throw new UsageError(`${verb}: the ${kind} "${where}" ${what}`, { code: `invalid-${kind}` });
  };
  // A strict object names what it does not know by expecting nothing there.
  if (issue.expected === 'never') {
    const known = Object.keys(entriesOf(schema));
    refuse(`is unknown${didYouMean(key, known, `; expected one of ${known.join(', ')}.`)}`);
  }
  if (issue.expected === `"${key}"`) refuse('is missing.');
  const wanted = issue.message.startsWith('expected') ? issue.message : `expected ${issue.expected}`;
  refuse(`${issue.input === undefined ? 'is missing' : `is ${shown(issue.input)}`}; ${wanted}.`);
}

function entriesOf(schema: Schema): object {
  if ('wrapped' in schema) return entriesOf(schema.wrapped as Schema);
  return 'entries' in schema ? (schema.entries as object) : {};
}

/** A verb of the command line as data: its words, its options with their schemas, and its action. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';

type Schema = v.GenericSchema<unknown, unknown>;

/** One option: the command line and the settings file check its value against the same schema. */
export interface OptionSpec<S extends Schema = Schema> {
  flags: string;
  about: string;
  schema: S;
}

/** An option with a value from the start. */
export interface PresetSpec<S extends Schema = Schema> extends OptionSpec<S> {
  initial: v.InferOutput<S>;
}

/** Options by their names in camel case. */
export type Options = Readonly<Record<string, OptionSpec>>;

type Preset<O> = { [K in keyof O]: O[K] extends PresetSpec ? K : never }[keyof O];

/** The values of a verb's options; those with an initial value are always there. */
export type Values<O extends Options> = { [K in Preset<O>]: v.InferOutput<O[K]['schema']> } & {
  [K in Exclude<keyof O, Preset<O>>]?: v.InferOutput<O[K]['schema']>;
};

export const option = <S extends Schema>(flags: string, about: string, schema: S): OptionSpec<S> => ({
  flags,
  about,
  schema,
});

/** An option with a value from the start. */
export const preset = <S extends Schema>(
  flags: string,
  about: string,
  schema: S,
  initial: v.InferOutput<S>,
): PresetSpec<S> => ({ flags, about, schema, initial });

export interface Verb {
  name: string;
  summary: string;
  /** `<name>` or `[name]`, what it is, and its default. */
  arguments?: readonly (readonly [name: string, about: string, initial?: string])[];
  /** Options by the title under which help lists them; "" for the usual one. */
  options: Readonly<Record<string, Options>>;
  /** Options that must be given. */
  required?: readonly string[];
  /** Words that help and completion offer for an option of any text. */
  offered?: Readonly<Record<string, readonly string[]>>;
  /** Help below the options. */
  after: string;
  /** Gets the arguments, then the options. It imports what it needs, so that no other verb waits for it. */
  run(...given: never[]): Promise<void>;
}

/** Adds a verb to the program, or a sub-verb to its verb. */
export function addVerb(parent: Command, verb: Verb): void {
  const command = parent.command(verb.name).description(verb.summary).exitOverride();
  for (const [name, about, initial] of verb.arguments ?? []) command.argument(name, about, initial);
  for (const [title, options] of Object.entries(verb.options))
    for (const [name, spec] of Object.entries(options)) {
      const added = commanderOption(spec);
      if (title !== '') added.helpGroup(title);
      if (verb.required?.includes(name)) added.makeOptionMandatory();
      const offered = verb.offered?.[name];
      if (offered) added.argChoices = [...offered];
      command.addOption(added);
    }
  command.addHelpText('after', verb.after);
  command.action((...given: unknown[]) => verb.run(...(given.slice(0, -1) as never[])));
}

function commanderOption({ flags, about, schema, ...spec }: OptionSpec & { initial?: unknown }): Option {
  const made = new Option(flags, about);
  if (spec.initial !== undefined) made.default(spec.initial);
  if (schema.type === 'picklist') return made.choices((schema as unknown as { options: string[] }).options);
  return made.required ? made.argParser((text: string) => parsed(schema, text)) : made;
}

function parsed(schema: Schema, text: string): unknown {
  const number = /^[\d.]+(?:e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  const result = v.safeParse(schema, schema.type === 'number' ? number : text);
  if (result.success) return result.output;
  const { message } = result.issues[0];
  throw new InvalidArgumentError(`${message[0]!.toUpperCase()}${message.slice(1)}.`);
}

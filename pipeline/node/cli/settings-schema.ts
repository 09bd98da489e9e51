/**
 * What a settings file may hold: a section for each verb that makes, asks or shows maps, with its options by their long names in camel case. The
 * published JSON schema (`pipeline/settings.schema.json`) is made from this one, and a test holds the keys against the
 * options of the command line.
 */
import * as v from 'valibot';

const whole = (least: number, about: string) => {
  const wrong = `expected a whole number of at least ${least}`;
  return v.optional(
    v.pipe(
      v.number(wrong),
      v.integer(wrong),
      v.minValue(least, wrong),
      v.maxValue(0xffffffff, wrong),
      v.description(about),
    ),
  );
};
const text = (about: string) =>
  v.optional(
    v.pipe(
      v.string('expected a text in quotes'),
      v.minLength(1, 'expected a text in quotes'),
      v.description(about),
    ),
  );
const flag = (about: string) => v.optional(v.pipe(v.boolean('expected true or false'), v.description(about)));
const choice = <const T extends readonly string[]>(options: T, about: string) =>
  v.optional(v.pipe(v.picklist(options, `expected one of ${options.join(', ')}`), v.description(about)));
const section = <const T extends v.ObjectEntries>(entries: T) =>
  v.optional(v.strictObject(entries, 'expected an object of settings, such as {"seed": 7}'));

const endpoint = text('Address of the embeddings endpoint of a map that was made with one.');
const quiet = flag('No progress on stderr.');
const json = flag('Print JSON.');

const inputs = {
  idField: text('Field or column with the ids.'),
  titleField: text('Field or column with the titles.'),
  abstractField: text('Field or column with the abstracts.'),
  authorsField: text('Field or column with the authors.'),
  dateField: text('Field or column with the dates.'),
  urlField: text('Field or column with the addresses.'),
  venueField: text('Field or column with the venues.'),
  tagsField: text('Field or column with the tags.'),
  keepDuplicates: flag('Keep papers that come twice.'),
};

export const settingsFileSchema = v.strictObject(
  {
    $schema: v.optional(v.pipe(v.string('expected an address'), v.description('Address of this schema.'))),
    build: section({
      ...inputs,
      out: text('Folder of the map.'),
      name: text('Name of the map.'),
      seed: whole(0, 'Random seed.'),
      model: text('Hub id of the embedding model, or its name at the endpoint.'),
      embedder: choice(['transformer', 'lexical', 'endpoint'], 'What makes the vectors.'),
      pooling: choice(['cls', 'mean'], "How a model's token vectors become one."),
      dtype: choice(['q8', 'fp32'], "Precision of a model's weights."),
      endpoint: text('Address of an OpenAI-compatible embeddings endpoint.'),
      vectors: text('File of your own vectors: .f32, .npy or .parquet.'),
      vectorField: text('Column of the vectors in a Parquet file.'),
      themes: whole(1, 'Number of finest themes; without it, found from the data.'),
      neighbours: whole(1, 'Neighbours of each paper.'),
      minDist: v.optional(
        v.pipe(
          v.number('expected a number from 0 to below 3'),
          v.minValue(0, 'expected a number from 0 to below 3'),
          v.ltValue(3, 'expected a number from 0 to below 3'),
          v.description('Smallest distance between papers on the map.'),
        ),
      ),
      layout: choice(['auto', 'umap-js', 'fast'], 'Optimiser of the layout.'),
      like: text('Folder or name of a map to be like.'),
      queue: text('Address of a PostgreSQL database through which workers embed.'),
      lease: whole(1, "Seconds until a silent worker's batch goes to another."),
      watch: flag('Build again whenever an input changes.'),
      namer: text('Address of an OpenAI-compatible chat endpoint that is asked for names.'),
      json,
      quiet,
    }),
    related: section({ k: whole(1, 'How many papers.'), endpoint, json, quiet }),
    compare: section({
      json,
      format: choice(['text', 'json', 'csv', 'markdown'], 'Form of the report.'),
    }),
    place: section({
      ...inputs,
      endpoint,
      json,
      out: text('Folder of a map that holds the new papers too.'),
      quiet,
    }),
    stability: section({ runs: whole(1, 'How often.'), seed: whole(0, 'Random seed.'), json, quiet }),
    serve: section({
      port: v.optional(
        v.pipe(
          v.number('expected a port from 0 to 65535'),
          v.integer('expected a port from 0 to 65535'),
          v.minValue(0, 'expected a port from 0 to 65535'),
          v.maxValue(65_535, 'expected a port from 0 to 65535'),
          v.description('Port.'),
        ),
      ),
      host: text('Address to listen on.'),
      quiet,
    }),
    site: section({ out: text('Folder to write.'), quiet }),
  },
  'expected an object with sections named like verbs, such as {"build": {"seed": 7}}',
);

/** What `isotheme.config.json` or `isotheme.config.ts` may hold. */
export type IsothemeSettings = v.InferInput<typeof settingsFileSchema>;

/**
 * Reads one large input that is made while it is read, with the readers of dist/, and prints what came of it and the most
 * memory that the process had: node --max-old-space-size=N read-large.mjs CASE MEGABYTES
 */
import { readBytes } from '../../dist/pipeline/read/read.js';

const [, , name, megabytes] = process.argv;
const good = (title) => `{"title":"${title}","abstract":"b"}`;

/** @returns pieces before, a filling that is repeated, and pieces after */
const CASES = {
  'JSON Lines, a line': ['p.jsonl', `${good('A')}\n{"title":"`, 'x', `"}\n${good('B')}\n`],
  'JSON, a record': ['p.json', `[${good('A')},\n{"title":"`, 'x', `"},\n${good('B')}\n]`],
  'JSON, white space': ['p.json', `[${good('A')},\n{"title":`, ' ', `"C"},\n${good('B')}\n]`],
  'CSV, a cell': ['p.csv', 'title,abstract\nA,b\n"', 'x', '",c\nB,b\n'],
  'CSV, a quote that is never closed': ['p.csv', 'title,abstract\nA,b\n"C,b\n', 'D,b\n', ''],
  'BibTeX, a field': [
    'p.bib',
    '@article{a, title={A}}\n@article{c, title={',
    'x',
    '}}\n@article{b, title={B}}\n',
  ],
  'RIS, a value': [
    'p.ris',
    'TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - ',
    'x',
    '\nER  - \nTY  - JOUR\nTI  - B\nER  - \n',
  ],
  'XML, a text': [
    'p.xml',
    '<feed><entry><title>A</title></entry><entry><title>',
    'x',
    '</title></entry></feed>',
  ],
  'XML, an attribute': [
    'p.xml',
    '<feed><entry><title>A</title></entry><entry a="',
    'x',
    '"><title>C</title></entry></feed>',
  ],
  'XML, a comment': ['p.xml', '<feed><entry><title>A</title></entry><!--', 'x', '--></feed>'],
  'XML, empty elements': ['p.xml', '<feed><entry><title>A</title>', '<a/>', '</entry></feed>'],
  'a page, a line': [
    'p.txt',
    'A title of a paper\n\nWe study things. They are good.\n\nAnother title\n\n',
    'x',
    '\n',
  ],
  blank: ['p.txt', '', ' \n', ''],
};

const encoder = new TextEncoder();
const [fileName, before, filling, after] = CASES[name];
const filled = encoder.encode(filling.repeat(65_536 / filling.length));
const source = {
  async *stream() {
    yield encoder.encode(before);
    for (let made = 0; made < Number(megabytes) * 1e6; made += filled.length) yield filled;
    yield encoder.encode(after);
  },
};
const result = await readBytes(source, fileName).then(
  ({ papers, counts, warnings }) => ({
    titles: papers.map(({ title }) => title.slice(0, 20)).slice(0, 5),
    read: counts.read,
    merged: counts.merged,
    skipped: counts.skipped,
    warnings: warnings.slice(0, 3).map(({ message }) => message.slice(0, 120)),
  }),
  (error) => ({ error: `${error.name}: ${error.message}` }),
);
console.log(JSON.stringify({ ...result, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));

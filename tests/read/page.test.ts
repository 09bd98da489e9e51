import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBytes } from '../../pipeline/read/read.ts';
import { texInText } from '../../pipeline/read/text/latex.ts';
import type { CorpusContent } from '../../pipeline/types.ts';
import { createRandom } from '../../pipeline/util/random.ts';

const PAGE = readFileSync(new URL('../../data/daily-papers-aug-19.txt', import.meta.url), 'utf8');
const LINES = PAGE.split('\n').filter((line) => line !== '');
const HEADER = LINES.slice(0, 6);
/** What the page holds, by its own strict alternation after the header. */
const PAPERS = Array.from({ length: 106 }, (_, i) => ({
  title: texInText(LINES[6 + 2 * i]!),
  abstract: texInText(LINES[7 + 2 * i]!),
}));
const TITLES = PAPERS.map((paper) => paper.title.trim());

const read = (text: string | Uint8Array, name = 'page.txt'): Promise<CorpusContent> =>
  readBytes(typeof text === 'string' ? new TextEncoder().encode(text) : text, name);
const titles = (result: CorpusContent): string[] => result.papers.map((paper) => paper.title);
const page = (header: string[], lines: string[], gap = '\n\n'): string => [...header, ...lines].join(gap);
const bodyLines = (): string[] => PAPERS.flatMap(({ title, abstract }) => [title, abstract]);

describe('the page of papers', () => {
  it('gives the 106 papers as they stand on the page', async () => {
    const result = await read(PAGE);
    expect(titles(result)).toEqual(TITLES);
    expect(result.papers.map((p) => p.abstract)).toEqual(PAPERS.map((p) => p.abstract.trim()));
    expect(result.papers.map((p) => p.id)).toEqual(TITLES.map((_, i) => String(i)));
    expect(result.warnings).toEqual([]);
    expect(result.notes).toEqual([
      'read as a page of titles and abstracts',
      '6 header lines: new · Get trending papers in your email inbox! · Subscribe · Daily Papers · byAK and the research community · Aug 19',
      'page of Aug 19',
    ]);
  });

  it.each([
    ['CRLF', PAGE.replaceAll('\n', '\r\n')],
    ['CR', PAGE.replaceAll('\n', '\r')],
    ['a byte order mark', `\ufeff${PAGE}`],
    ['a newline at the end', `${PAGE}\n`],
    ['no header', page([], bodyLines())],
    ['a part of the header', page(HEADER.slice(3), bodyLines())],
    ['another date', page([...HEADER.slice(0, 5), 'Oct 7'], bodyLines())],
    ['a full date', page(['Daily Papers', 'Wednesday, October 7, 2026'], bodyLines())],
    ['no blank lines', page(HEADER, bodyLines(), '\n')],
    ['more blank lines', page(HEADER, bodyLines(), '\n\n \n\t\n')],
    ['the header again at the end', page(HEADER, [...bodyLines(), ...HEADER])],
    [
      'the header again in the middle',
      page(HEADER, [...bodyLines().slice(0, 100), ...HEADER, ...bodyLines().slice(100)]),
    ],
    [
      'indented lines',
      page(
        HEADER,
        bodyLines().map((line) => `   ${line}  `),
      ),
    ],
  ])('with %s is read alike, without a warning', async (_, text) => {
    const result = await read(text);
    expect(titles(result)).toEqual(TITLES);
    expect(result.warnings).toEqual([]);
  });

  it('is read the same in UTF-16, and compressed by gzip once or twice', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(PAGE, 'utf16le')]);
    for (const bytes of [utf16, gzipSync(PAGE), gzipSync(gzipSync(PAGE))])
      expect(titles(await read(bytes, 'page.txt.gz'))).toEqual(TITLES);
  });

  it('may have unknown headings, which give a warning and are not papers', async () => {
    const header = [
      'My reading list',
      'Accepted papers of the Conference on Language Modeling',
      'Read these!',
    ];
    const result = await read(page(header, bodyLines()));
    expect(titles(result)).toEqual(TITLES);
    expect(result.warnings.map((w) => w.line)).toEqual([1, 3, 5]);
    expect(result.warnings[0]!.message).toBe(
      'taken as a heading of the page, not as a paper: "My reading list"',
    );
  });

  it('leaves out stray counts, each with its line', async () => {
    const lines = PAPERS.flatMap(({ title, abstract }, i) =>
      i % 10 === 3 ? [title, abstract, i % 20 === 3 ? String(i) : `▲ ${i} upvotes`] : [title, abstract],
    );
    const result = await read(page(HEADER, lines));
    expect(titles(result)).toEqual(TITLES);
    expect(result.warnings).toHaveLength(11);
    expect(result.warnings[0]).toMatchObject({ line: 29, message: 'left out "3": not part of a paper' });
  });

  it('leaves out stray counts between a title and its abstract', async () => {
    const lines = PAPERS.flatMap(({ title, abstract }, i) => [
      title,
      `${i + 1}`,
      '·',
      `${(i % 9) + 2} authors`,
      abstract,
    ]);
    const result = await read(page(HEADER, lines));
    expect(titles(result)).toEqual(TITLES);
    expect(result.warnings).toHaveLength(3 * 106);
  });

  it('keeps a paper whose abstract is missing, whichever it is', async () => {
    for (let missing = 0; missing < 106; missing++) {
      const lines = PAPERS.flatMap(({ title, abstract }, i) => (i === missing ? [title] : [title, abstract]));
      const result = await read(page(HEADER, lines));
      expect(titles(result)).toEqual(TITLES);
      expect(result.papers[missing]!.abstract).toBe('');
      expect(result.warnings).toHaveLength(1);
      expect(result.warnings[0]!.line).toBe(13 + 4 * missing);
      expect(result.warnings[0]!.message).toMatch(/^no abstract for "/);
    }
  });

  it('keeps an abstract whose title is missing, whichever it is', async () => {
    for (let missing = 0; missing < 106; missing++) {
      const lines = PAPERS.flatMap(({ title, abstract }, i) =>
        i === missing ? [abstract] : [title, abstract],
      );
      const result = await read(page(HEADER, lines));
      expect(result.papers).toHaveLength(106);
      expect(result.papers.map((p) => p.abstract)).toEqual(PAPERS.map((p) => p.abstract.trim()));
      expect(result.warnings).toHaveLength(1);
      expect(result.warnings[0]!.line).toBe(13 + 4 * missing);
      expect(PAPERS[missing]!.abstract.startsWith(result.papers[missing]!.title.replace(/…$/, ''))).toBe(
        true,
      );
    }
  });

  it('joins abstracts that are split into paragraphs', async () => {
    const lines = PAPERS.flatMap(({ title, abstract }, i) => {
      const at = abstract.indexOf('. ', abstract.length / 3) + 1;
      return i % 5 === 0 && at > 1
        ? [title, abstract.slice(0, at), abstract.slice(at + 1)]
        : [title, abstract];
    });
    const result = await read(page(HEADER, lines));
    expect(titles(result)).toEqual(TITLES);
    expect(result.papers.map((p) => p.abstract.replace('\n\n', ' '))).toEqual(
      PAPERS.map((p) => p.abstract.trim()),
    );
    expect(result.warnings.length).toBe(lines.length - 212);
    expect(result.warnings[0]!.message).toMatch(
      /^taken as a further paragraph of the abstract of "DeepSeek-VL/,
    );
  });

  it('accepts abstracts of one short sentence', async () => {
    const lines = PAPERS.flatMap(({ title, abstract }, i) => [
      title,
      i % 4 === 1 ? `We study ${i} things.` : abstract,
    ]);
    const result = await read(page(HEADER, lines));
    expect(titles(result)).toEqual(TITLES);
    expect(result.warnings).toEqual([]);
  });

  it('accepts a page of only short abstracts, or of titles in lower case', async () => {
    const short = await read(
      page(
        HEADER,
        PAPERS.flatMap(({ title }, i) => [title, `We present a method, number ${i}.`]),
      ),
    );
    expect(titles(short)).toEqual(TITLES);
    expect(short.warnings).toEqual([]);
    const lower = await read(
      page(
        HEADER,
        PAPERS.flatMap((p) => [p.title.toLowerCase(), p.abstract]),
      ),
    );
    expect(titles(lower)).toEqual(TITLES.map((title) => title.toLowerCase()));
    expect(lower.warnings).toEqual([]);
  });

  it('accepts very long titles, and titles that end in a full stop', async () => {
    const long = `${TITLES[0]}: ${TITLES[1]} and How They Came to Be What They Are Today, with ${TITLES[2]}`;
    const lines = PAPERS.flatMap(({ title, abstract }, i) => [
      i === 40 ? long : i % 3 ? title : `${title}.`,
      abstract,
    ]);
    const result = await read(page(HEADER, lines));
    expect(titles(result)).toEqual(TITLES.map((title, i) => (i === 40 ? long : i % 3 ? title : `${title}.`)));
    expect(result.warnings).toEqual([]);
  });

  it('accepts a list of titles, and reports that abstracts are missing', async () => {
    const result = await read(page(HEADER, TITLES));
    expect(titles(result)).toEqual(TITLES);
    expect(result.warnings).toHaveLength(106);
  });

  it('accepts a page of one paper', async () => {
    const result = await read(`${TITLES[5]}\n\n${PAPERS[5]!.abstract}`);
    expect(titles(result)).toEqual([TITLES[5]]);
    expect(result.warnings).toEqual([]);
  });

  it('loses no paper and no line silently if the page is damaged at random', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(seed);
      const lines: string[] = [];
      let dropped = 0;
      for (const { title, abstract } of PAPERS) {
        const die = random();
        if (die < 0.03) lines.push(title);
        else if (die < 0.06) lines.push(title, String(Math.floor(random() * 300)), abstract);
        else if (die < 0.09) lines.push(title, abstract, '---');
        else if (die < 0.1) dropped++;
        else lines.push(title, abstract);
      }
      const result = await read(page(random() < 0.5 ? HEADER : [], lines));
      expect(result.papers).toHaveLength(106 - dropped);
      const said = result.papers.flatMap((p) => [p.title, p.abstract]).join('\n');
      const warned = result.warnings.map((w) => w.message).join('\n');
      for (const line of lines)
        expect(said.includes(line.trim()) || warned.includes(`"${line.trim()}"`), line).toBe(true);
    }
  });

  it('reads a line of 10 MB without delay', async () => {
    const long = 'This is a sentence about 3. 5 (things). '.repeat(260_000);
    const result = await read(page(HEADER, [TITLES[0]!, long]));
    expect(result.papers).toHaveLength(1);
    expect(result.papers[0]!.abstract.length).toBe(long.trim().length);
  }, 5_000);

  it('reads short titles and abstracts in turn as papers, not as one text broken at a width', async () => {
    const papers = Array.from({ length: 30 }, (_, i) => [
      `Study ${i} of ${i % 3 ? 'graph neural networks' : 'protein folding'}`,
      `We study ${i % 3 ? 'message passing on graphs' : 'how proteins fold, with language models,'} in setting ${i}.`,
    ]);
    const result = await read(papers.flat().join('\n'));
    expect(result.papers.map(({ title, abstract }) => [title, abstract])).toEqual(papers);
  });

  it('joins lines broken at a width, with titles apart from their abstracts or together with them', async () => {
    const wrap = (text: string, width: number) => {
      const lines = [''];
      for (const word of text.split(/\s+/))
        if (lines.at(-1)!.length + word.length < width) lines.push(`${lines.pop()} ${word}`.trim());
        else lines.push(word);
      return lines.join('\n');
    };
    const apart = page(
      HEADER,
      bodyLines().map((line) => wrap(line, 70)),
    );
    const together = page(
      HEADER,
      PAPERS.map((p) => `${p.title}\n${wrap(p.abstract, 80)}`),
    );
    for (const text of [apart, together]) {
      const result = await read(text);
      expect(titles(result)).toEqual(TITLES);
      expect(result.papers.map((p) => p.abstract)).toEqual(
        PAPERS.map((p) => p.abstract.trim().replace(/\s+/g, ' ')),
      );
      expect(result.warnings).toEqual([]);
    }
  });

  it('recognises lines of authors between title and abstract', async () => {
    const lines = PAPERS.flatMap(({ title, abstract }, i) => [
      title,
      i % 2 ? 'Ada Lovelace, Jan van der Berg*, J. R. Smith and Özge Çelik' : 'Authors: Plato',
      abstract,
    ]);
    const result = await read(page(HEADER, lines));
    expect(titles(result)).toEqual(TITLES);
    expect(result.warnings).toEqual([]);
    expect(result.papers[0]!.authors).toEqual(['Plato']);
    expect(result.papers[1]!.authors).toEqual([
      'Ada Lovelace',
      'Jan van der Berg',
      'J. R. Smith',
      'Özge Çelik',
    ]);
  });

  it('removes the words "Title:" and "Abstract:"', async () => {
    const result = await read(PAPERS.map((p) => `Title: ${p.title}\nAbstract: ${p.abstract}`).join('\n\n'));
    expect(titles(result)).toEqual(TITLES);
    expect(result.papers[3]!.abstract).toBe(PAPERS[3]!.abstract.trim());
  });

  it('reads a page where every abstract has three paragraphs', async () => {
    const split = ({ title, abstract }: (typeof PAPERS)[number]) => {
      const third = Math.ceil(abstract.length / 3);
      const one = abstract.indexOf(' ', third);
      const two = abstract.indexOf(' ', 2 * third);
      return [title, abstract.slice(0, one), abstract.slice(one, two), abstract.slice(two)];
    };
    const result = await read(page(HEADER, PAPERS.flatMap(split)));
    expect(titles(result)).toEqual(TITLES);
    expect(result.warnings).toHaveLength(212);
  });
});

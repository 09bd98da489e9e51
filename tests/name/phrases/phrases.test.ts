/** Words, acronyms and phrases of small corpora, as the naming reads them. */
import { describe, expect, it } from 'vitest';
import { findAcronyms } from '../../../pipeline/name/phrases/acronyms.ts';
import { displayPhrase } from '../../../pipeline/name/phrases/display.ts';
import { minePhrases } from '../../../pipeline/name/phrases/phrases.ts';
import { GAP, type Tokens, tokenise } from '../../../pipeline/name/phrases/vocabulary.ts';

const paper = (title: string, abstract = '') => ({ id: title, title, abstract });
const read = (...texts: [string, string?][]) =>
  tokenise(texts.map(([title, abstract]) => paper(title, abstract)));

/** The stream in words, `|` where a phrase ends; runs of gaps are one. */
function streamOf({ stream, terms }: Tokens, from = 0, to = stream.length): string {
  return Array.from(stream.subarray(from, to), (id) => (id === GAP ? '|' : terms[id]!.key))
    .join(' ')
    .replace(/(?:\| )+(?=\|)/g, '');
}
const termOf = (corpus: Tokens, key: string) => corpus.terms.find((term) => term.key === key)!;

describe('tokenise', () => {
  it('makes one stream of all papers, with gaps at punctuation, and unites singular and plural', () => {
    const corpus = read(['Graph caches', 'A cache; of graphs!'], ['Tree-house', '']);
    expect(streamOf(corpus)).toBe('| graph cach | a cach | of graph | tree house |');
    expect(corpus.starts.length).toBe(3);
    expect([
      streamOf(corpus, 0, corpus.titleEnds[0]),
      streamOf(corpus, corpus.starts[1]!, corpus.starts[2]!),
    ]).toEqual(['| graph cach |', '| tree house |']);
    expect(corpus.starts[2]).toBe(corpus.stream.length);
    expect(termOf(corpus, 'cach').count).toBe(2);
  });

  it('counts spellings inside a sentence fully, others a tenth, those of a title a tenth of that', () => {
    const { forms } = termOf(read(['Deep Nets', 'Nets win. The nets win nets.']), 'net');
    expect(forms.get('Nets')).toBeCloseTo(0.1 + 0.1, 9);
    expect(forms.get('nets')).toBe(2);
    const title = termOf(read(['Nets']), 'net');
    expect(title.forms.get('Nets')).toBeCloseTo(0.01, 9);
  });

  it('counts what surrounds a word: ends of phrases, signs of verbs, "of", and hyphens', () => {
    const corpus = read([
      '',
      'We prune the layers. To prune is good. Depth of layers, depth of field and layer-norm, layer norm.',
    ]);
    expect(termOf(corpus, 'prune')).toMatchObject({ count: 2, verbal: 3, ends: 2, relational: 0 });
    expect(termOf(corpus, 'depth')).toMatchObject({ count: 2, relational: 2, ends: 2 });
    expect(termOf(corpus, 'layer')).toMatchObject({ count: 4, ends: 2, verbal: 0 });
    const id = (key: string) => corpus.terms.findIndex((term) => term.key === key);
    const { joins } = corpus;
    expect(joins.of(id('layer'), id('norm'))).toEqual({ apart: 1, hyphen: 1 });
    expect(joins.of(id('depth'), id('of'))).toEqual({ apart: 2, hyphen: 0 });
    expect(joins.of(id('layer'), id('to'))).toEqual({ apart: 0, hyphen: 0 });
    expect(joins.of(id('norm'), id('layer'))).toEqual({ apart: 0, hyphen: 0 });
  });

  it('recognises function words, empty words and general nouns', () => {
    const corpus = read(['', 'the of propose model graph 42 3d x state-of-the-art']);
    const flags = (key: string) => {
      const { grammar, empty, plainHead, determiner, verbMarker } = termOf(corpus, key);
      return Object.entries({ grammar, empty, plainHead, determiner, verbMarker }).flatMap(([name, on]) =>
        on ? [name] : [],
      );
    };
    expect(flags('the')).toEqual(['grammar', 'determiner']);
    expect(flags('of')).toEqual(['grammar']);
    expect(flags('propose')).toEqual(['empty']);
    expect(flags('model')).toEqual(['plainHead']);
    expect(flags('graph')).toEqual([]);
    expect(flags('42')).toEqual(['grammar']);
    expect(flags('3d')).toEqual(['grammar']);
    expect(flags('x')).toEqual(['empty']);
    expect(flags('state-of-the-art')).toEqual(['empty']);
    const verbs = read(['', 'to we can']);
    expect(verbs.terms.map(({ verbMarker }) => verbMarker)).toEqual([true, true, true]);
  });

  it('unites an acronym and its long form to one term, and removes the definition from the sentence', () => {
    const corpus = read(
      ['', 'Mixture-of-experts (MoE) models. A mixture of experts (MoE) grows.'],
      ['', 'MoEs are large. Mixtures of experts (MoE) win.'],
    );
    expect(streamOf(corpus)).toBe('| =MoE model | a =MoE grow | =MoE are large | =MoE win |');
    const term = termOf(corpus, '=MoE');
    expect(term).toMatchObject({ count: 4, definitions: 2, plainHead: false });
    expect([...term.longForms!]).toEqual([
      ['Mixture-of-experts', 1],
      ['mixture of experts', 1],
      ['Mixtures of experts', 1],
    ]);
    expect([...term.forms].map(([form, count]) => [form, Math.round(count * 100) / 100])).toEqual([
      ['MoE', 0.01],
      ['MoEs', 0.1],
    ]);
    // Across a mark it is no long form.
    expect(
      streamOf(
        read(['', 'A mixture of experts (MoE).'], ['', 'Mixture of experts (MoE). Mixture, of experts.']),
      ),
    ).toContain('mixture | of expert');
  });

  it('treats an acronym of general nouns as one, and prefers the longer of two long forms', () => {
    const corpus = read(
      ['', 'A language model (LM). A language model loss (LML) too.'],
      ['', 'Language model (LM), language model loss (LML), language model loss.'],
    );
    expect(termOf(corpus, '=LM').plainHead).toBe(true);
    expect(termOf(corpus, '=LML').plainHead).toBe(false);
    expect(termOf(corpus, '=LML').longForms!.get('language model loss')).toBe(3);
    expect(termOf(corpus, 'language')).toBeUndefined();
  });

  it('ignores acronyms of empty words', () => {
    const art = 'It is the state of the art (SOTA) here.';
    expect(streamOf(read(['', art], ['', art]))).not.toContain('=SOTA');
    const kernel = 'It is the state of the kernel (SOTK) here.';
    expect(streamOf(read(['', kernel], ['', kernel]))).toContain('=SOTK');
  });

  it('keeps names with their versions, and empty words with what a hyphen joins to them', () => {
    const keys = (text: string) => streamOf(read(['', text])).replace(/^\| | \|$/g, '');
    expect(keys('DeepSeek-R1 answers')).toBe('deepseek-r1 answer');
    expect(keys('Qwen2-VL-7B sees')).toBe('qwen2-vl-7b see');
    expect(keys('GPT-4 writes')).toBe('gpt-4 write');
    expect(keys('GPT-like texts')).toBe('gpt like text');
    expect(keys('GPT-Like texts')).toBe('gpt like text');
    expect(keys('word-3 graphs')).toBe('word 3 graph');
    expect(keys('ABc-4 graphs')).toBe('abc 4 graph');
    expect(keys('DeepSeek-style texts')).toBe('deepseek style text');
    expect(keys('high-resolution pictures')).toBe('high-resolution picture');
    const { forms } = termOf(read(['', 'A high-resolution one, a high-resolution one']), 'high-resolution');
    expect([...forms]).toEqual([['high-resolution', 2]]);
    expect(keys('state-of-the-art graphs')).toBe('state-of-the-art graph');
    expect(keys('vision-language graphs')).toBe('vision language graph');
    expect(keys('graph-based trees')).toBe('graph based tree');
  });

  it('makes one word of a prefix and the next word, with a hyphen or without, written as most papers do', () => {
    const corpus = read(
      ['', 'Good pre-training. The pretraining of nets. Some pretraining.'],
      ['', 'Multi-agent graphs, multiagent graphs, non-multi-agent graphs; pre nets, anti- nets.'],
    );
    expect(streamOf(corpus)).toContain('pretraining | the pretraining of net | some pretraining');
    expect(streamOf(corpus)).toContain('multiagent graph | multiagent graph');
    expect(streamOf(corpus)).not.toMatch(/ training| agent graph \| multiagent/);
    const spellings = (...abstracts: string[]) => {
      const written = read(...abstracts.map((text): [string, string] => ['', text]));
      return displayPhrase([termOf(written, 'pretraining').id], written);
    };
    const joined = 'The pretraining helps. Our pretraining is cheap.';
    const hyphened = 'The pre-training helps. Our pre-training is cheap.';
    expect(spellings(hyphened, hyphened, joined)).toBe('Pre-Training');
    expect(spellings(hyphened, joined, joined)).toBe('Pretraining');
  });

  it('counts how often a word ends a phrase in the plural', () => {
    const corpus = read([
      '',
      'Humanoid robots walk. A robot of steel; two robots. The robots of today. Robots arms.',
    ]);
    expect(termOf(corpus, 'robot')).toMatchObject({ count: 5, ends: 3, pluralEnds: 2 });
  });

  it('takes words of grammar of other languages for such', () => {
    const corpus = read([
      '',
      'Die Entwicklung der Netze und des Kernels. La red de los datos, le réseau pour les graphes.',
    ]);
    const grammar = corpus.terms.filter((term) => term.grammar).map(({ key }) => key);
    for (const word of ['der', 'und', 'de', 'lo', 'pour', 'le']) expect(grammar).toContain(word);
    // What means something in English stays a word.
    for (const word of ['die', 'red', 'entwicklung', 'graphe']) expect(grammar).not.toContain(word);
  });

  it('takes time linear in the text if thousands of acronyms begin with one word', () => {
    const letter = (i: number) => String.fromCharCode(97 + (i % 26));
    const texts = Array.from({ length: 5_000 }, (_, i) => {
      const letters = [i, i / 26, i / 676].map(letter);
      const words = letters.map((first, w) => `${first}${w}x${i}`);
      return `data ${words.join(' ')} (D${letters.join('').toUpperCase()}). ${'data '.repeat(50)}`;
    });
    const { terms } = read(...[...texts, ...texts].map((text): [string, string] => ['T', text]));
    expect(terms.filter(({ longForms }) => longForms !== null).length).toBeGreaterThan(4_900);
  });
});

describe('findAcronyms', () => {
  const found = (...texts: string[]) =>
    findAcronyms(texts).map(({ short, long, definitions }) => [short, long.join(' '), definitions]);
  const twice = (text: string) => found(text, text);

  it('finds letters inside words, but the first at a beginning, and about one per word', () => {
    expect(twice('A graph neural network (GNN) is deep.')).toEqual([['GNN', 'graph neural network', 2]]);
    expect(twice('We use hypertext (HT) here.')).toEqual([]);
    expect(twice('The hypertext markup (HTM) here.')).toEqual([['HTM', 'hypertext markup', 2]]);
    expect(twice('It is retrieval-augmented text generation (RAG).')).toEqual([
      ['RAG', 'retrieval augmented text generation', 2],
    ]);
    expect(twice('the very long winding road to some far town (VT) here')).toEqual([]);
    expect(twice('abcdefg xa (ABCDEFA) here')).toEqual([]);
    expect(twice('We take fast (FT).')).toEqual([]);
    expect(twice('A big Cat (BC) runs.')).toEqual([['BC', 'big cat', 2]]);
  });

  it('searches back to the last punctuation at most, and not far', () => {
    expect(twice('Graph, neural (GN) nets.')).toEqual([]);
    expect(twice('Graph (x) neural (GN) nets.')).toEqual([]);
    expect(twice('Graph\nneural (GN) nets.')).toEqual([]);
    expect(twice(`Graph ${'n'.repeat(130)} (GN) nets.`)).toEqual([]);
  });

  it('accepts short forms of two to ten letters with capitals, plural or not', () => {
    const short = (form: string, long: string) => twice(`${long} (${form}) here.`).map(([own]) => own);
    expect(short('kNN', 'k nearest neighbour')).toEqual(['kNN']);
    expect(short('GNNs', 'graph neural networks')).toEqual(['GNN']);
    expect(short('T5', 'text five')).toEqual([]);
    expect(short('gnn', 'graph neural networks')).toEqual([]);
    expect(short('GN; see below', 'graph nets')).toEqual(['GN']);
    expect(short('GN, ours', 'graph nets')).toEqual(['GN']);
    expect(short('GN: ours', 'graph nets')).toEqual(['GN']);
    expect(short('GN ours', 'graph nets')).toEqual([]);
    expect(short('G-N', 'graph nets')).toEqual(['G-N']);
    expect(short('2GN', 'two graph nets')).toEqual([]);
    expect(short('xyGN', 'x y graph nets')).toEqual([]);
    expect(short('GNx', 'graph net x')).toEqual([]);
    expect(short('LeNet', 'large net')).toEqual([]);
    expect(short('BiLSTM', 'big long short term memory')).toEqual(['BiLSTM']);
  });

  it('accepts letters first if all words in the parenthesis are the long form', () => {
    expect(twice('A GNN (graph neural network) learns.')).toEqual([['GNN', 'graph neural network', 2]]);
    expect(twice('The GNNs (graph neural networks) learn.')).toEqual([['GNN', 'graph neural network', 2]]);
    expect(twice('A GNN (a deep graph neural network) learns.')).toEqual([]);
    expect(twice('learn (graph neural network) well')).toEqual([]);
    expect(twice('A gnn (graph neural network) learns.')).toEqual([]);
  });

  it('requires two papers that define or use it, and counts each paper once', () => {
    expect(found('Graph nets (GN). Graph nets (GN).', 'Nothing.')).toEqual([]);
    expect(found('Graph nets (GN).', 'We like GN.')).toEqual([['GN', 'graph net', 1]]);
    expect(found('Graph nets (GN).', 'We like GNs.')).toEqual([['GN', 'graph net', 1]]);
    expect(found('Graph nets (GN).', 'We like SGN and gn.')).toEqual([]);
    expect(found()).toEqual([]);
  });

  it('chooses of two short forms the one that more papers use, alphabetically among equals', () => {
    const [bc, bic] = ['Big cats (BC).', 'Big cats (BiC).'];
    expect(found(bc, bc, bic, bic, 'We like BiC.')).toEqual([['BiC', 'big cat', 2]]);
    expect(found(bic, bic, bc, bc, 'We like BC.')).toEqual([['BC', 'big cat', 2]]);
    expect(found(bic, bic, bc, bc)).toEqual([['BC', 'big cat', 2]]);
  });

  it('chooses the most common long form, alphabetically among equals, each form once', () => {
    expect(found('Big cats (BC).', 'Big cars (BC).', 'Big cars (BC).')).toEqual([['BC', 'big car', 2]]);
    expect(found('Big cats (BC).', 'Big cars (BC).')).toEqual([['BC', 'big car', 1]]);
    expect(found('Big cars (BC).', 'Big cats (BC).')).toEqual([['BC', 'big car', 1]]);
    expect(found('Big cats (BC). Big cats (BCA).', 'Big cats (BC).')).toEqual([['BC', 'big cat', 2]]);
    expect(found('Big cats (BCs). big cats (bC).', 'Big cats (BC).')).toEqual([['BC', 'big cat', 2]]);
  });
});

describe('minePhrases', () => {
  const mine = (minPapers: number, ...texts: [string, string?][]) => {
    const corpus = read(...texts);
    const phrases = minePhrases(corpus, minPapers);
    const names = phrases.terms.map((ids) => ids.map((id) => corpus.terms[id]!.key).join(' '));
    const held = (name: string) => {
      const p = names.indexOf(name);
      if (p < 0) return null;
      const [from, to] = [phrases.starts[p]!, phrases.starts[p + 1]!];
      return Array.from(phrases.papers.subarray(from, to), (at, e) => [
        at,
        Math.round(phrases.weights[from + e]! * 100) / 100,
      ]);
    };
    const reads = (name: string) => {
      const p = names.indexOf(name);
      return p < 0 ? 0 : phrases.readability[p]!;
    };
    return { names, held, reads };
  };

  it('finds runs of up to four words in at least minPapers papers, with those papers', () => {
    const { names, held } = mine(
      2,
      ['kernel pruning'],
      ['kernel pruning'],
      ['', 'Some kernel pruning'],
      ['lonely word'],
    );
    expect(names).toEqual(['kernel pruning']);
    expect(held('kernel pruning')).toEqual([
      [0, 1],
      [1, 1],
      [2, 0.6],
    ]);
    const five = mine(2, ['kernel pruning graph cache token'], ['kernel pruning graph cache token']);
    expect(five.names).toEqual(['kernel pruning graph cach', 'pruning graph cach token']);
  });

  it('weighs a title 1, an abstract .6, and each repetition .08 more', () => {
    const { held } = mine(
      1,
      ['', 'kernel'],
      ['', 'kernel, kernel'],
      ['', 'kernel, kernel, kernel'],
      ['kernel', 'kernel'],
      ['kernel'],
    );
    expect(held('kernel')).toEqual([
      [0, 0.6],
      [1, 0.68],
      [2, 0.76],
      [3, 1],
      [4, 1],
    ]);
  });

  it('drops phrases if four fifths of their papers contain the same longer phrase', () => {
    const long: [string][] = Array.from({ length: 4 }, () => ['kernel pruning']);
    expect(mine(1, ...long, ['kernel']).names).toEqual(['kernel pruning']);
    expect(mine(1, ...long, ['kernel'], ['kernel']).names).toEqual(['kernel', 'kernel pruning']);
  });

  it('lets no phrase span punctuation or a function word, or repeat a word', () => {
    const { names } = mine(1, ['kernel. pruning of the cache'], ['mixture of kernel'], ['kernel kernel']);
    expect(names).toEqual(['kernel', 'pruning', 'cach', 'mixture']);
  });

  it('accepts no empty words, no general noun alone, no adverb', () => {
    const { names } = mine(1, ['propose'], ['model'], ['boldly'], ['novel kernel'], ['kernel model']);
    expect(names).toEqual(['kernel', 'kernel model']);
  });

  it('rates a run of general nouns low: .15, of three or more .3, with an acronym .4', () => {
    const { reads } = mine(
      2,
      ['language model'],
      ['language model'],
      ['neural network training'],
      ['neural network training'],
    );
    expect(reads('language model')).toBe(0.15);
    expect(reads('neural network training')).toBe(0.3);
    const lm = 'A language model (LM) task.';
    expect(mine(2, ['', lm], ['', lm]).reads('=LM task')).toBe(0.4);
  });

  /** How well a run reads that 20 papers hold in a sentence. */
  const of = (run: string, sentence = (text: string) => `${text}.`) => {
    const papers = Array.from({ length: 20 }, (): [string, string] => ['', sentence(run)]);
    return mine(2, ...papers).reads(run.toLowerCase());
  };

  it('rates a word that ends phrases as a noun', () => {
    // Always at an end: (20 + 3 · .6) / 23 of the way, and .45 for the word, .45 for being no field of work.
    expect(of('kernel')).toBeCloseTo(Math.min(1, 0.45 + (20 + 1.8) / 23) * 0.45, 6);
    expect(of('pruning')).toBeCloseTo(Math.min(1, 0.45 + (20 + 1.8) / 23) * 0.72, 6);
    // Never at an end: an adjective.
    const inner = mine(
      2,
      ...Array.from({ length: 20 }, (_, i): [string, string] => [
        '',
        `kernel word${'abcdefghijklmnopqrst'[i]}.`,
      ]),
    );
    expect(inner.reads('kernel')).toBeCloseTo(0.1 * 0.45, 6);
    const half = mine(
      2,
      ...Array.from({ length: 20 }, (_, i): [string, string] => [
        '',
        i % 2 ? 'kernel.' : `kernel word${'abcdefghijklmnopqrst'[i]}.`,
      ]),
    );
    expect(half.reads('kernel')).toBeCloseTo((0.45 + (10 + 1.8) / 23) * 0.45, 6);
  });

  it('judges hyphenated words as a whole', () => {
    // "sum" ends a phrase 20 times of 30, "zero-sum" never of 10.
    const written = (join: string) =>
      mine(
        2,
        ...Array.from({ length: 20 }, (): [string, string] => ['', 'A sum.']),
        ...Array.from({ length: 10 }, (_, i): [string, string] => [
          '',
          `Many zebra${join}sum word${'abcdefghij'[i]}.`,
        ]),
      ).reads('zebra sum');
    const term = (20 + 3 * 0.6) / 33;
    expect(written(' ')).toBeCloseTo(Math.min(1, 0.45 + term), 6);
    const whole = (0 + 3 * term) / 13;
    expect(whole).toBeLessThan(0.22);
    expect(written('-')).toBeCloseTo(0.1, 6);
  });

  it('rates participles, versions, verbs and words before "of" lower', () => {
    const kernel = of('kernel');
    expect(of('boxed')).toBeCloseTo(0.3 * kernel, 6);
    expect(of('pedal')).toBeCloseTo(kernel, 6);
    expect(of('kernel2')).toBeCloseTo(0.5 * kernel, 6);
    expect(of('kernel', (text) => `${text} of paper.`)).toBeCloseTo(0.3 * kernel, 6);
    expect(of('kernel', (text) => `to ${text}.`)).toBeCloseTo(0.5 * kernel, 6);
    const pair = of('kernel pruning');
    expect(pair).toBeCloseTo(1, 6);
    expect(of('kernel pruning', (text) => `to ${text}.`)).toBeCloseTo(0.25 * pair, 6);
    expect(of('kernel model')).toBeCloseTo(0.92, 6);
  });

  it('rates an acronym as an adjective if it never ends a phrase, and a compound until it does', () => {
    const words = 'abcdefghijklmnopqrst';
    const inside = (at: number): [string, string] => [
      '',
      `A vision-language (VL) word${words[at]} and VL word${words[at]}.`,
    ];
    const adjective = mine(2, ...Array.from({ length: 20 }, (_, i) => inside(i)));
    expect(adjective.reads('=VL')).toBeCloseTo(0.1 * 0.9, 6);
    const noun = mine(
      2,
      ...Array.from({ length: 20 }, (): [string, string] => ['', 'The vision-language (VL). Some VL.']),
    );
    expect(noun.reads('=VL')).toBeGreaterThan(0.8);
    expect(of('high-kernel')).toBeCloseTo(of('kernel'), 1);
    const once = (text: string) => mine(1, ['', `The ${text} one.`]).reads(text);
    expect(once('high-kernel')).toBeLessThan(once('kernel'));
  });

  it('rates an acronym alone .9', () => {
    const both = 'Mixture of experts (MoE).';
    expect(mine(2, ['', both], ['', both]).reads('=MoE')).toBeCloseTo(0.9, 6);
  });

  it('finds no phrases in no papers', () => {
    expect(mine(1).names).toEqual([]);
    expect(mine(1, ['']).names).toEqual([]);
  });
});

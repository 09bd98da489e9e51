/** Facts about a theme that the map alone holds: its neighbours, and its contrast with another theme. Pure. */

import type { Box } from '../../pipeline/map/index.ts';
import { surelyMore } from '../../pipeline/text/index.ts';
import { EMPTY_WORDS, wordsOf } from '../related/words.ts';
import type { LoadedMap, MapSketch } from './map-index.ts';

export interface ThemeNeighbour {
  theme: number;
  /** Share of the links from the theme's papers to their nearest papers that lead to this theme, 0 … 1. */
  share: number;
}

/** The themes of the same level to which the nearest papers of a theme's papers belong, most links first. */
export function themeNeighbours(map: LoadedMap, theme: number, limit = 5): ThemeNeighbour[] {
  const { level } = map.themes[theme]!;
  const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
  const counts = new Map<number, number>();
  let links = 0;
  for (const paper of map.index.members[theme]!)
    for (let rank = 0; rank < k; rank++) {
      const other = map.arrays.neighbours[paper * k + rank]!;
      if (other < 0) continue;
      links++;
      const there = map.index.paths[map.arrays.theme[other]!]?.[level];
      if (there !== undefined && there !== theme) counts.set(there, (counts.get(there) ?? 0) + 1);
    }
  return [...counts]
    .map(([there, count]) => ({ theme: there, share: count / Math.max(links, 1) }))
    .sort((a, b) => b.share - a.share || a.theme - b.theme)
    .slice(0, limit);
}

export interface ContrastWord {
  /** Its most frequent spelling. */
  word: string;
  /** Share of the papers of each theme that contain it, 0 … 1. */
  inA: number;
  inB: number;
}

export interface Contrast {
  /** Words that distinguish A from B, the strongest first. */
  onlyA: ContrastWord[];
  onlyB: ContrastWord[];
  /** Words that both use and the rest of the map uses less. */
  both: ContrastWord[];
}

/** The most papers of a theme whose words are counted; more change nothing visible. */
const mostRead = 1500;

/**
 * Contrasts two themes by single words and pairs of words, counting the papers that contain them. Distinguishing words
 * rank by how surely one theme has more of them, common words by the lesser share relative to that in the whole map.
 * @param limit words in each list
 * @throws MapError if abstracts cannot be read
 */
export async function contrastThemes(map: LoadedMap, a: number, b: number, limit = 8): Promise<Contrast> {
  const [inA, inB, all] = await Promise.all([
    countTerms(map, map.index.members[a]!),
    countTerms(map, map.index.members[b]!),
    countTerms(map, Int32Array.from(map.papers.keys())),
  ]);
  const words: (ContrastWord & { score: number; joint: number; stems: string })[] = [];
  for (const key of new Set([...inA.counts.keys(), ...inB.counts.keys()])) {
    const x = inA.counts.get(key)?.papers ?? 0;
    const y = inB.counts.get(key)?.papers ?? 0;
    if (x + y < 2) continue;
    const [m, n] = [inA.papers, inB.papers];
    const share = (all.counts.get(key)?.papers ?? x + y) / all.papers;
    const pair = key.includes(' ') ? 1.15 : 1;
    words.push({
      stems: key,
      word: written(inA, inB, key),
      inA: x / Math.max(m, 1),
      inB: y / Math.max(n, 1),
      score: surelyMore(x, m, y, n) * pair,
      joint: Math.min(x / Math.max(m, 1), y / Math.max(n, 1)) * Math.log(1 / share) * pair,
    });
  }
  const take = (list: typeof words): ContrastWord[] => {
    const chosen: typeof words = [];
    for (const word of list) {
      if (chosen.length === limit) break;
      // "kv" adds nothing to "kv cache".
      if (chosen.some((other) => shareWord(other.stems, word.stems))) continue;
      chosen.push(word);
    }
    return chosen.map(({ word, inA: one, inB: other }) => ({ word, inA: one, inB: other }));
  };
  const by = (value: (word: (typeof words)[number]) => number) =>
    [...words].sort((p, q) => value(q) - value(p) || (p.stems < q.stems ? -1 : 1));
  return {
    onlyA: take(by((word) => word.score).filter((word) => word.score > 0)),
    onlyB: take(by((word) => -word.score).filter((word) => word.score < 0)),
    both: take(by((word) => word.joint).filter((word) => word.joint > 0)),
  };
}

interface Terms {
  papers: number;
  /** By stems: the number of papers that contain the term, and its spellings. */
  counts: Map<string, { papers: number; forms: Map<string, number> }>;
}

async function countTerms(map: LoadedMap, papers: Int32Array): Promise<Terms> {
  const counts: Terms['counts'] = new Map();
  const some = map.abstracts.sample(papers, mostRead);
  const abstracts = await map.abstracts.read(some);
  for (const [i, paper] of some.entries()) {
    const text = `${map.papers[paper]!.title}. ${abstracts[i]}`;
    const seen = new Map<string, string>();
    const words = wordsOf(text);
    for (const [at, word] of words.entries()) {
      if (useless(word.stem)) continue;
      seen.set(word.stem, seen.get(word.stem) ?? text.slice(word.start, word.end));
      const next = words[at + 1];
      if (!next || useless(next.stem) || !/^[ -]$/.test(text.slice(word.end, next.start))) continue;
      const key = `${word.stem} ${next.stem}`;
      seen.set(key, seen.get(key) ?? text.slice(word.start, next.end));
    }
    for (const [key, form] of seen) {
      const known = counts.get(key) ?? { papers: 0, forms: new Map<string, number>() };
      known.papers++;
      const lower = /^[A-Z][a-z]/.test(form) ? form.toLowerCase() : form;
      known.forms.set(lower, (known.forms.get(lower) ?? 0) + 1);
      counts.set(key, known);
    }
  }
  return { papers: some.length, counts };
}

function useless(stem: string): boolean {
  return stem.length < 2 || EMPTY_WORDS.has(stem) || /^\d+$/.test(stem);
}

function written(a: Terms, b: Terms, key: string): string {
  const forms = new Map<string, number>();
  for (const terms of [a, b])
    for (const [form, count] of terms.counts.get(key)?.forms ?? [])
      forms.set(form, (forms.get(form) ?? 0) + count);
  return [...forms].sort((p, q) => q[1] - p[1] || (p[0] < q[0] ? -1 : 1))[0]?.[0] ?? key;
}

function shareWord(a: string, b: string): boolean {
  const words = new Set(a.split(' '));
  return b.split(' ').some((word) => words.has(word));
}

/** `[themes]` number of papers of each theme in a box; without a box, of all papers. */
export function countInView(map: MapSketch, box: Box | null): Uint32Array {
  const counts = new Uint32Array(map.themes.length);
  const { layout, theme } = map.arrays;
  for (let paper = 0; paper < map.index.count; paper++) {
    const x = layout[2 * paper]!;
    const y = layout[2 * paper + 1]!;
    if (box && (x < box.x0 || x > box.x1 || y < box.y0 || y > box.y1)) continue;
    for (const id of map.index.paths[theme[paper]!] ?? []) counts[id]!++;
  }
  return counts;
}

/** The path to the deepest theme that holds at least `share` of the papers in view; empty if no theme does. */
export function themeInView(map: MapSketch, counts: Uint32Array, share = 0.6): number[] {
  const total = (map.index.byLevel[0] ?? []).reduce((sum, theme) => sum + counts[theme]!, 0);
  const path: number[] = [];
  let among: readonly number[] = map.index.byLevel[0] ?? [];
  for (;;) {
    const most = among.find((theme) => counts[theme]! > 0 && counts[theme]! >= share * total);
    if (most === undefined) return path;
    path.push(most);
    among = map.index.children[most]!;
  }
}

/** Matches the papers of two corpora. */

/** A paper of the first corpus and the same one in the second, by index. */
export interface PaperPair {
  a: number;
  b: number;
}

type Titled = { id: string; title: string };

/** A title without case, accents and punctuation, so that two spellings of it are equal. */
export function foldTitle(title: string): string {
  const folded = title
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]{1,1000}/gu, ' ')
    .trim();
  return folded || title.trim();
}

/**
 * Papers in both corpora, each in at most one pair: first those with the same id and title, then those with the same
 * title (repeated titles in their order), then those with the same id and another title. An id that is a bare number is
 * a position in a page and says nothing by itself.
 * @returns in the order of `first`
 */
export function pairPapers(first: readonly Titled[], second: readonly Titled[]): PaperPair[] {
  const partner = new Int32Array(first.length).fill(-1);
  const taken = new Uint8Array(second.length);
  const titles = [first, second].map((papers) => papers.map((paper) => foldTitle(paper.title)));
  const pass = (keyA: (i: number) => string | null, keyB: (i: number) => string | null) => {
    const open = new Map<string, number[]>();
    for (let b = second.length - 1; b >= 0; b--) {
      const key = taken[b] ? null : keyB(b);
      if (key !== null) open.set(key, [...(open.get(key) ?? []), b]);
    }
    for (let a = 0; a < first.length; a++) {
      const key = partner[a]! < 0 ? keyA(a) : null;
      const b = key === null ? undefined : open.get(key)?.pop();
      if (b === undefined) continue;
      partner[a] = b;
      taken[b] = 1;
    }
  };
  const idAndTitle = (papers: readonly Titled[], side: number) => (i: number) =>
    `${papers[i]!.id}\n${titles[side]![i]}`;
  const title = (side: number) => (i: number) => titles[side]![i] || null;
  const ownId = (papers: readonly Titled[]) => (i: number) =>
    /^\d{1,7}$/.test(papers[i]!.id) ? null : papers[i]!.id;
  pass(idAndTitle(first, 0), idAndTitle(second, 1));
  pass(title(0), title(1));
  pass(ownId(first), ownId(second));
  return [...partner].flatMap((b, a) => (b < 0 ? [] : [{ a, b }]));
}

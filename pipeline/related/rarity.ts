/** Inverse document frequency as in BM25 (Robertson & Zaragoza 2009), above 0: the weight of a term in `holders` of `papers`. */
export function rarity(papers: number, holders: number): number {
  return Math.log(1 + (papers - holders + 0.5) / (holders + 0.5));
}

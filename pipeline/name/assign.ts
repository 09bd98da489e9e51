/**
 * Gives each theme of the whole tree one of its names, so that no name stands twice on a map and no phrase twice on a level. A name
 * that two themes want goes to the one that would lose more by its next best name; the other looks on. (Deferred acceptance,
 * Gale & Shapley 1962.)
 */
import type { ComposedName } from './compose.ts';

/** A theme that needs a name. */
export interface Claimant {
  level: number;
  /** Best first. */
  names: readonly ComposedName[];
}

/**
 * @param themes coarsest first: of two that lose the same, the first one gets the name
 * @returns for each the position of its name in `names`, −1 if others have them all
 */
export function assignNames(themes: readonly Claimant[]): number[] {
  const at: number[] = themes.map(({ names }) => (names.length > 0 ? 0 : -1));
  /** What each name uses, by key: the theme that holds it. */
  const holders = new Map<string, number>();
  const waiting = [...themes.keys()].filter((theme) => at[theme]! >= 0);
  const claimOf = (theme: number) => claims(themes[theme]!.level, themes[theme]!.names[at[theme]!]!);
  const lossOf = (theme: number) => {
    const { names } = themes[theme]!;
    const next = names[at[theme]! + 1];
    return next ? names[at[theme]!]!.value - next.value : Number.POSITIVE_INFINITY;
  };
  const moveOn = (theme: number) => {
    at[theme] = at[theme]! + 1 < themes[theme]!.names.length ? at[theme]! + 1 : -1;
    if (at[theme]! >= 0) waiting.push(theme);
  };
  for (let theme = waiting.shift(); theme !== undefined; theme = waiting.shift()) {
    const wanted = claimOf(theme);
    const rivals = [...new Set(wanted.flatMap((key) => holders.get(key) ?? []))];
    const loss = lossOf(theme);
    if (rivals.some((rival) => lossOf(rival) > loss || (lossOf(rival) === loss && rival < theme!))) {
      moveOn(theme);
      continue;
    }
    for (const rival of rivals) {
      for (const key of claimOf(rival)) holders.delete(key);
      moveOn(rival);
    }
    for (const key of wanted) holders.set(key, theme);
  }
  return at;
}

/** A name as a whole, and as it is written, is taken once in the map, each of its parts once on a level. */
function claims(level: number, { text, keys }: ComposedName): string[] {
  return [`"${text.toLowerCase()}"`, [...keys].sort().join(' & '), ...keys.map((key) => `${level}: ${key}`)];
}

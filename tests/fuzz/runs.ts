const FEW = 100;
/** How many cases each drawn test tries, and from which seed: few and always the same in `npm test`, many and new ones in `npm run fuzz`. */
export const RUNS = Number(process.env.ISOTHEME_FUZZ_RUNS ?? FEW);
/** Whether sizes are those of `npm run fuzz`: larger than a fact needs. */
export const LARGE = RUNS > FEW;
/** Printed with every failure; ISOTHEME_FUZZ_SEED draws the same cases again. */
export const SEED = Number(process.env.ISOTHEME_FUZZ_SEED ?? 1);
/** Milliseconds after which a reader is taken to hang. */
export const HANGS = 5000;

/** How to draw one case again. */
export function again(seed: number, test: string): string {
  return `ISOTHEME_FUZZ_SEED=${seed} ISOTHEME_FUZZ_RUNS=1 npm run fuzz -- -t '${test}'`;
}

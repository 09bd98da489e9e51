/** Two linear models: one chooses as the references do, one grades as the grades do. */

export type Weights<F> = Record<keyof F, number>;

/** Strength of the penalties on large weights, of standardised features. */
const CHOICE_PENALTY = 0.02;
const GRADE_PENALTY = 3;
const TURNS = 400;
const RATE = 0.03;

/**
 * Weights under which a softmax over each list is nearest to what is wanted of it (ListNet, Cao et al. 2007), by Adam.
 * @param lists candidates of one theme each
 */
export function fitChoice<F extends object>(lists: readonly { features: F; wanted: number }[][]): Weights<F> {
  const names = Object.keys(lists[0]![0]!.features) as (keyof F)[];
  const used = lists.filter((list) => list.some(({ wanted }) => wanted > 0));
  const spread = deviations(
    lists.flat().map(({ features }) => features),
    names,
  );
  const rows = used.map((list) =>
    list.map(({ features }) => names.map((name, i) => (features[name] as number) / spread[i]!)),
  );
  const wanted = used.map((list) => {
    const sum = list.reduce((all, item) => all + item.wanted, 0);
    return list.map((item) => item.wanted / sum);
  });
  const weights = names.map(() => 0);
  const first = names.map(() => 0);
  const second = names.map(() => 0);
  for (let turn = 1; turn <= TURNS; turn++) {
    const gradient = names.map((_, i) => CHOICE_PENALTY * weights[i]!);
    rows.forEach((list, l) => {
      const scores = list.map((row) => row.reduce((sum, value, i) => sum + value * weights[i]!, 0));
      const most = Math.max(...scores);
      const odds = scores.map((score) => Math.exp(score - most));
      const all = odds.reduce((sum, value) => sum + value, 0);
      list.forEach((row, k) => {
        const error = (odds[k]! / all - wanted[l]![k]!) / rows.length;
        for (let i = 0; i < row.length; i++) gradient[i]! += error * row[i]!;
      });
    });
    for (let i = 0; i < names.length; i++) {
      first[i] = 0.9 * first[i]! + 0.1 * gradient[i]!;
      second[i] = 0.99 * second[i]! + 0.01 * gradient[i]! ** 2;
      weights[i]! -=
        (RATE * (first[i]! / (1 - 0.9 ** turn))) / (Math.sqrt(second[i]! / (1 - 0.99 ** turn)) + 1e-8);
    }
  }
  return toRecord(
    names,
    weights.map((weight, i) => weight / spread[i]!),
  );
}

/**
 * Weights of a ridge regression of the grades; only differences within a theme count.
 * @param lists names of one theme each
 */
export function fitGrades<F extends object>(lists: readonly { features: F; grade: number }[][]): Weights<F> {
  const used = lists.filter((list) => list.length > 1);
  const names = Object.keys(used[0]![0]!.features) as (keyof F)[];
  const spread = deviations(
    used.flat().map(({ features }) => features),
    names,
  );
  const size = names.length;
  const system = Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size + 1);
    row[i] = GRADE_PENALTY;
    return row;
  });
  for (const list of used) {
    const rows = list.map(({ features }) => names.map((name, i) => (features[name] as number) / spread[i]!));
    const means = names.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
    const grade = list.reduce((sum, item) => sum + item.grade, 0) / list.length;
    rows.forEach((row, k) => {
      const centred = row.map((value, i) => value - means[i]!);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) system[i]![j]! += centred[i]! * centred[j]!;
        system[i]![size]! += centred[i]! * (list[k]!.grade - grade);
      }
    });
  }
  return toRecord(
    names,
    solve(system).map((weight, i) => weight / spread[i]!),
  );
}

function deviations<F extends object>(all: readonly F[], names: readonly (keyof F)[]): number[] {
  return names.map((name) => {
    const mean = all.reduce((sum, features) => sum + (features[name] as number), 0) / all.length;
    const square =
      all.reduce((sum, features) => sum + ((features[name] as number) - mean) ** 2, 0) / all.length;
    return Math.sqrt(square) || 1;
  });
}

/** Gauss–Jordan with pivots. @param system `[n][n + 1]`, changed in place */
function solve(system: Float64Array[]): number[] {
  const n = system.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let k = i; k < n; k++) if (Math.abs(system[k]![i]!) > Math.abs(system[pivot]![i]!)) pivot = k;
    [system[i], system[pivot]] = [system[pivot]!, system[i]!];
    for (let k = 0; k < n; k++) {
      if (k === i) continue;
      const factor = system[k]![i]! / system[i]![i]!;
      for (let j = i; j <= n; j++) system[k]![j]! -= factor * system[i]![j]!;
    }
  }
  return system.map((row, i) => row[n]! / row[i]!);
}

function toRecord<F>(names: readonly (keyof F)[], values: readonly number[]): Weights<F> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!])) as Weights<F>;
}

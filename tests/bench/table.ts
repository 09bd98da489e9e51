/** Minimum and median of several runs, and tables of them in Markdown. */

export interface Timing {
  /** Milliseconds. */
  min: number;
  median: number;
}

/** Runs `work` once to warm up, then `runs` times. */
export async function time(work: () => unknown, runs = 5): Promise<Timing> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return summary(times);
}

export function summary(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  return { min: sorted[0]!, median: sorted[sorted.length >> 1]! };
}

export function printTable(
  title: string,
  columns: readonly string[],
  rows: readonly (string | number)[][],
): void {
  const text = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  console.log(`\n## ${title}\n\n${text(columns)}\n${text(columns.map(() => '---'))}`);
  for (const row of rows)
    console.log(text(row.map((cell) => (typeof cell === 'number' ? round(cell) : cell))));
}

function round(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

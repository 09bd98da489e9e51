/**
 * Stage reuse: each stage's last inputs and result. Stages are pure, so the same inputs give the same result to the byte.
 */
import type { StageName } from '../types.ts';

/** Results of stages in earlier builds, by name and inputs. */
export interface StageMemo {
  /**
   * The stage's last result if its inputs were the same by value, else the result of `work`, which replaces it.
   * @param inputs all that the result depends on; neither they nor the result may change afterwards
   */
  run<T>(stage: StageName, inputs: readonly unknown[], work: () => T): { result: T; reused: boolean };
}

/**
 * A memo for builds with the same tools, one after another. It holds one result a stage.
 *
 * @example
 * ```ts
 * const memo = createStageMemo();
 * await buildMap(papers, { embedder, memo, themes: 12 });
 * await buildMap(papers, { embedder, memo, themes: 20 }); // the layout is reused
 * ```
 */
export function createStageMemo(): StageMemo {
  const kept = new Map<StageName, { inputs: readonly unknown[]; result: unknown }>();
  const memo: StageMemo = {
    run<T>(stage: StageName, inputs: readonly unknown[], work: () => T) {
      const last = kept.get(stage);
      if (last && sameValue(last.inputs, inputs)) return { result: last.result as T, reused: true };
      const result = work();
      kept.set(stage, { inputs, result });
      return { result, reused: false };
    },
  };
  memos.add(memo);
  return memo;
}

const memos = new WeakSet();

/** Whether {@link createStageMemo} made it: another's results would be taken for those of the stages. */
export const isStageMemo = (value: unknown): value is StageMemo =>
  typeof value === 'object' && value !== null && memos.has(value);

/** For a build without earlier ones. */
export const NO_MEMO: StageMemo = { run: (_stage, _inputs, work) => ({ result: work(), reused: false }) };

/** Equal primitives, and typed arrays, lists and plain objects of equal parts. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const kind = Object.getPrototypeOf(a);
  if (kind !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) || ArrayBuffer.isView(a)) {
    const [left, right] = [a as ArrayLike<unknown>, b as ArrayLike<unknown>];
    if (left.length !== right.length) return false;
    for (let i = 0; i < left.length; i++) if (!sameValue(left[i], right[i])) return false;
    return true;
  }
  const keys = Object.keys(a);
  return (
    kind === Object.prototype &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(Reflect.get(a, key), Reflect.get(b, key)))
  );
}

/** A column per year. A press chooses a year, a drag or a press with Shift a range of years. */
import { scaleBand, scaleLinear } from 'd3';
import { useRef } from 'preact/hooks';
import type { Count } from './counts.ts';

const WIDTH = 320;
const HEIGHT = 110;
const MARGIN = { top: 6, right: 2, bottom: 18, left: 2 };

export function Years({
  counts,
  chosen,
  onChoose,
}: {
  counts: readonly Count<number>[];
  chosen: readonly [number, number] | null;
  onChoose: (years: [number, number] | null) => void;
}) {
  const anchor = useRef<number | null>(null);
  const x = scaleBand(
    counts.map((count) => count.key),
    [MARGIN.left, WIDTH - MARGIN.right],
  ).padding(0.15);
  const y = scaleLinear(
    [0, Math.max(1, ...counts.map((count) => count.total))],
    [0, HEIGHT - MARGIN.top - MARGIN.bottom],
  );
  // As many labels as fit beside each other.
  const every = Math.ceil(counts.length / 8);
  const span = (a: number, b: number): [number, number] => [Math.min(a, b), Math.max(a, b)];
  const press = (year: number, extend: boolean) => {
    if (extend && chosen) onChoose(span(chosen[0], year));
    else if (chosen && chosen[0] === year && chosen[1] === year) onChoose(null);
    else onChoose([year, year]);
  };
  const base = HEIGHT - MARGIN.bottom;
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no fieldset
    <svg
      class="years"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="group"
      aria-label="Papers per year"
      onPointerUp={() => {
        anchor.current = null;
      }}
      onPointerLeave={() => {
        anchor.current = null;
      }}
    >
      {counts.map(({ key, total, shown }, i) => {
        const on = !chosen || (key >= chosen[0] && key <= chosen[1]);
        return (
          // biome-ignore lint/a11y/useSemanticElements: SVG has no button
          <g
            key={key}
            class={on ? 'year' : 'year year-off'}
            role="button"
            tabIndex={0}
            aria-pressed={chosen !== null && on}
            aria-label={`${key}: ${shown} of ${total} papers`}
            onPointerDown={(event) => {
              // Lets a pointer that is down enter other columns, also on touch screens.
              event.currentTarget.releasePointerCapture?.(event.pointerId);
              anchor.current = key;
              press(key, event.shiftKey);
            }}
            onPointerEnter={() => {
              if (anchor.current !== null && anchor.current !== key) onChoose(span(anchor.current, key));
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              press(key, event.shiftKey);
            }}
          >
            <rect class="year-hit" x={x(key)} y={0} width={x.step()} height={HEIGHT} />
            <rect class="year-total" x={x(key)} y={base - y(total)} width={x.bandwidth()} height={y(total)} />
            <rect class="year-shown" x={x(key)} y={base - y(shown)} width={x.bandwidth()} height={y(shown)} />
            {i % every === 0 && (
              <text x={(x(key) ?? 0) + x.bandwidth() / 2} y={HEIGHT - 5} text-anchor="middle">
                {key}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Themes over time as a stream: a band per theme, as wide as its number of papers in each year. A press filters by a theme. */
import { area, curveMonotoneX, scaleLinear, stack, stackOffsetSilhouette, stackOrderInsideOut } from 'd3';

const WIDTH = 320;
const HEIGHT = 170;
const FOOT = 18;
/** Half the width of a year's label, which is centred. */
const SIDE = 15;

export interface StreamTheme {
  id: number;
  name: string;
  colour: string;
  pressed: boolean;
}

export function Stream({
  rows,
  themes,
  onPress,
  onHover,
}: {
  /** A row per year, ascending; `counts` in the order of `themes`. */
  rows: readonly { year: number; counts: readonly number[] }[];
  themes: readonly StreamTheme[];
  onPress: (theme: number) => void;
  onHover: (theme: number | null) => void;
}) {
  const series = stack<{ year: number; counts: readonly number[] }, number>()
    .keys(themes.keys())
    .value((row, column) => row.counts[column] ?? 0)
    .offset(stackOffsetSilhouette)
    .order(stackOrderInsideOut)([...rows]);
  const all = series.flat(2);
  const x = scaleLinear([rows[0]?.year ?? 0, rows.at(-1)?.year ?? 1], [SIDE, WIDTH - SIDE]);
  const y = scaleLinear([Math.min(...all), Math.max(...all)], [HEIGHT - FOOT, 2]);
  const band = area<(typeof series)[number][number]>()
    .x((point) => x(point.data.year))
    .y0((point) => y(point[0]))
    .y1((point) => y(point[1]))
    .curve(curveMonotoneX);
  const any = themes.some((theme) => theme.pressed);
  const ticks = x.ticks(6).filter(Number.isInteger);
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no fieldset
    <svg class="stream" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label="Themes over time">
      {series.map((layer) => {
        const theme = themes[layer.key]!;
        const total = rows.reduce((sum, row) => sum + (row.counts[layer.key] ?? 0), 0);
        return (
          // biome-ignore lint/a11y/useSemanticElements: SVG has no button
          <path
            key={theme.id}
            d={band(layer) ?? ''}
            fill={theme.colour}
            class={any && !theme.pressed ? 'band band-off' : 'band'}
            role="button"
            tabIndex={0}
            aria-pressed={theme.pressed}
            aria-label={`${theme.name}: ${total} papers`}
            onClick={() => onPress(theme.id)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              onPress(theme.id);
            }}
            onPointerEnter={() => onHover(theme.id)}
            onPointerLeave={() => onHover(null)}
          >
            <title>{theme.name}</title>
          </path>
        );
      })}
      {ticks.map((year) => (
        <text key={year} x={x(year)} y={HEIGHT - 4} text-anchor="middle">
          {year}
        </text>
      ))}
    </svg>
  );
}

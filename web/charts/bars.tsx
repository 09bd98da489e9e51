/** Horizontal bars of themes or venues; a press filters by one. */
import { scaleLinear } from 'd3';

export interface Bar {
  key: string | number;
  label: string;
  total: number;
  shown: number;
  colour?: string;
  pressed: boolean;
}

export function Bars({
  label,
  bars,
  onPress,
  onHover,
}: {
  label: string;
  bars: readonly Bar[];
  onPress: (key: Bar['key']) => void;
  onHover?: (key: Bar['key'] | null) => void;
}) {
  const width = scaleLinear([0, Math.max(1, ...bars.map((bar) => bar.total))], [0, 100]);
  const any = bars.some((bar) => bar.pressed);
  return (
    <ul class="counts" aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key}>
          <button
            type="button"
            class={any && !bar.pressed ? 'count off' : 'count'}
            aria-pressed={bar.pressed}
            onClick={() => onPress(bar.key)}
            onPointerEnter={() => onHover?.(bar.key)}
            onPointerLeave={() => onHover?.(null)}
          >
            <span class="count-label" title={bar.label}>
              {bar.label}
            </span>
            <span class="count-track">
              <span class="count-total" style={{ width: `${width(bar.total)}%` }} />
              <span
                class="count-shown"
                style={{ width: `${width(bar.shown)}%`, ...(bar.colour ? { background: bar.colour } : {}) }}
              />
            </span>
            <span class="count-value">
              {bar.shown}
              <span class="visually-hidden"> of {bar.total} papers</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

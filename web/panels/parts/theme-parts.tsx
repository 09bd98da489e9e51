/** Small pieces that show a theme: its colour, its name, how stable it is. */
import { useEffect, useState } from 'preact/hooks';
import type { MapTheme, Palette } from '../../../pipeline/map/index.ts';
import { paletteOf, shadeOf } from '../../app/scheme.ts';
import { stabilityWord } from '../../data/map-stability.ts';
import { usePick, useStore } from '../../state/use-store.ts';

/** The colours of the map's themes in the scheme that the page shows; null without a map. */
export function usePalette(): Palette | null {
  const map = usePick((state) => state.sketch);
  const scheme = usePick((state) => state.scheme);
  const [, redraw] = useState({});
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const listen = () => redraw({});
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, []);
  return map && paletteOf(map, shadeOf(scheme));
}

/** A dot in the theme's colour; an empty ring for −1, unthemed. For the eye only: the name stands beside it. */
export function ThemeDot({ theme }: { theme: number }) {
  const palette = usePalette();
  const colour = palette?.css[theme];
  return (
    <span
      class={colour ? 'theme-dot' : 'theme-dot theme-dot-none'}
      style={colour ? { background: colour } : {}}
      aria-hidden="true"
    />
  );
}

/** The name of a theme as a button that opens it. */
export function ThemeButton({ theme, label }: { theme: number; label?: string }) {
  const store = useStore();
  const name = usePick((state) => state.sketch?.themes[theme]?.name);
  return (
    <button
      type="button"
      class="theme-button"
      onClick={() => store.dispatch({ type: 'theme', theme })}
      onPointerEnter={() => store.dispatch({ type: 'hoverTheme', theme })}
      onPointerLeave={() => store.dispatch({ type: 'hoverTheme', theme: null })}
    >
      <ThemeDot theme={theme} />
      <span class="theme-button-name">{label ?? name}</span>
    </button>
  );
}

const WORDS = { firm: 'firm', fair: 'fair, its rim uncertain', loose: 'loose' } as const;

interface SureMeterProps {
  theme: MapTheme;
  /** 0 … 1; null where nothing has tested it. */
  share: number | null;
  /** Whether the share is of a test's runs, or what the map itself holds. */
  tested: boolean;
}

/** How surely a theme comes back, as a bar. */
export function SureMeter({ theme, share, tested }: SureMeterProps) {
  if (share === null)
    return (
      <span class="sure untested" title="Not tested">
        <span class="visually-hidden">{theme.name}: not tested</span>
      </span>
    );
  const percent = Math.round(100 * share);
  const firmness = stabilityWord(share, tested);
  return (
    <meter
      class={`sure ${firmness}`}
      aria-label={`How surely ${theme.name} comes back`}
      aria-valuetext={`${percent} %, ${WORDS[firmness]}`}
      title={`Comes back: ${percent} %, ${WORDS[firmness]}`}
      style={{ '--share': `${percent}%` }}
      min={0}
      max={1}
      value={share}
    />
  );
}

/** Says of a theme that it was gathered from papers that fit none. */
export function ProposedTag() {
  return (
    <span class="tag" title="Gathered from placed papers that fit no theme of the map">
      Proposed
    </span>
  );
}

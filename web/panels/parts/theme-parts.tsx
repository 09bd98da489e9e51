/** Small pieces that show a theme: its colour, its name, how stable it is. */
import { useEffect, useState } from 'preact/hooks';
import type { MapTheme, Palette } from '../../../pipeline/map/index.ts';
import { paletteOf, shadeOf } from '../../app/scheme.ts';
import { stabilityWord } from '../../data/map-stability.ts';
import { usePick, useStore } from '../../state/use-store.ts';

/** Colours of the map's themes in the current scheme; null without a map. */
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

/** A dot in the theme's colour, or a ring for −1 (unthemed). Hidden from screen readers: a name is always beside it. */
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

/** A theme's name as a button that opens the theme. */
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
  /** 0 … 1; null if it has not been tested. */
  share: number | null;
  /** Whether a test of this visit measured the share; otherwise the map holds it. */
  tested: boolean;
}

/** How often a theme returns, as a bar. */
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

/** Marks a theme that was proposed for papers that fit no theme. */
export function ProposedTag() {
  return (
    <span class="tag" title="Gathered from placed papers that fit no theme of the map">
      Proposed
    </span>
  );
}

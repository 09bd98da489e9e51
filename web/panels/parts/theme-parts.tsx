/** Small pieces that show a theme: its colour, its name, how stable it is. */
import { useEffect, useState } from 'preact/hooks';
import type { MapTheme, Palette } from '../../../pipeline/map/index.ts';
import { stabilityWord, stabilityWords, themeSentence } from '../../../pipeline/stability/index.ts';
import { paletteOf, shadeOf } from '../../app/scheme.ts';
import { themeStabilities, uncertainThemes } from '../../data/map-stability.ts';
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
      <UncertainMark theme={theme} />
    </button>
  );
}

/** A theme's stability as a bar. */
export function StabilityMeter({ theme }: { theme: MapTheme }) {
  const stability = usePick((state) => themeStabilities(state)[theme.id] ?? null);
  if (stability === null)
    return (
      <span class="stability-meter unmeasured" title="Stability not measured">
        <span class="visually-hidden">{theme.name}: stability not measured</span>
      </span>
    );
  const words = stabilityWords(stability);
  return (
    <meter
      class={`stability-meter ${stabilityWord(stability).replace(' ', '-')}`}
      aria-label={`Stability of ${theme.name}`}
      aria-valuetext={words}
      title={`Stability: ${words}`}
      style={{ '--share': `${Math.round(100 * stability)}%` }}
      min={0}
      max={1}
      value={stability}
    />
  );
}

/** Marks an uncertain theme; nothing for others. */
export function UncertainMark({ theme }: { theme: number }) {
  const stability = usePick((state) =>
    uncertainThemes(state).has(theme) ? themeStabilities(state)[theme]! : null,
  );
  if (stability === null) return null;
  return (
    <span
      class="uncertain-mark"
      title={`Stability ${stabilityWords(stability)}. ${themeSentence(stability)}`}
    >
      <span aria-hidden="true">?</span>
      <span class="visually-hidden"> (uncertain)</span>
    </span>
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

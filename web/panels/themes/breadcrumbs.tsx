/** A path of themes from the whole map down, to the current view or to a theme. */
import { openTheme } from '../../state/theme-actions.ts';
import { usePick, useStore } from '../../state/use-store.ts';

export function Breadcrumbs({ path }: { path: readonly number[] }) {
  const store = useStore();
  const map = usePick((state) => state.sketch);
  if (!map) return null;
  return (
    <nav class="breadcrumbs" aria-label="Where on the map">
      <ol>
        <li>
          <button
            type="button"
            class="crumb"
            onClick={() => {
              store.dispatch({ type: 'theme', theme: null });
              store.dispatch({ type: 'showAll' });
            }}
          >
            Whole map
          </button>
        </li>
        {path.map((theme, i) => (
          <li key={theme} aria-current={i === path.length - 1}>
            <button type="button" class="crumb" onClick={() => openTheme(store, map, theme)}>
              {map.themes[theme]!.name}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

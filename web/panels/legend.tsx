/** What colours, softness and shapes on the map mean. */

import { thousands } from '../app/thousands.ts';
import type { MapSketch } from '../data/map-index.ts';
import { mapStability, uncertainThemes } from '../data/map-stability.ts';
import { placedCount } from '../data/placed.ts';
import { yearSpan } from '../data/year-span.ts';
import { usePick } from '../state/use-store.ts';

export function Legend({ map }: { map: MapSketch }) {
  const whole = usePick((state) => state.map);
  const colourBy = usePick((state) => state.colourBy);
  const soft = usePick((state) => state.soft);
  const tested = usePick((state) => mapStability(state)?.tested ?? false);
  const uncertain = usePick(uncertainThemes).size;
  const finest = map.index.byLevel.at(-1)?.length ?? 0;
  const years = colourBy === 'year' && whole ? yearSpan(whole.papers) : null;
  const placed = placedCount(map);
  return (
    <div class="legend">
      {soft && (
        <p>
          <span class="soft-scale" aria-hidden="true">
            <i /> <i /> <i />
          </span>
          {tested
            ? 'the softer, the less often a paper stayed with its theme'
            : 'the softer, the less clearly a paper belongs to its theme'}
        </p>
      )}
      {uncertain > 0 && (
        <p>
          <span class="uncertain-name">
            Name<span class="uncertain-mark">?</span>
          </span>{' '}
          uncertain: take the theme as a suggestion
        </p>
      )}
      {placed > 0 && (
        <p>
          <span class="diamond" aria-hidden="true" /> {thousands(placed)} new, placed on this map
        </p>
      )}
      <p>
        {years ? (
          <>
            {years[0]} <span class="ramp" aria-hidden="true" /> {years[1]}
          </>
        ) : (
          <>
            {thousands(map.index.count)} papers · {map.index.byLevel[0]?.length ?? 0} areas · {finest} themes
            {map.manifest.settings.embedder === 'lexical' && ' · placed by words alone'}
          </>
        )}
      </p>
    </div>
  );
}

/** Marks that several panels share: how sure something is, and that something is new. */
import type { MapTheme } from '../../pipeline/map/index.ts';
import { stabilityWord } from '../data/map-stability.ts';
import { isPlaced } from '../data/placed.ts';
import { usePick } from '../state/use-store.ts';

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

/** Says of a paper that it was placed on the finished map; nothing for the others. */
export function NewTag({ paper }: { paper: number }) {
  const placed = usePick(({ map }) => map !== null && isPlaced(map, paper));
  return placed ? (
    <span class="tag" title="Placed on the map after it was made">
      <span class="diamond" aria-hidden="true" />
      New
    </span>
  ) : null;
}

/** Says of a theme that it was gathered from papers that fit none. */
export function ProposedTag() {
  return (
    <span class="tag" title="Gathered from placed papers that fit no theme of the map">
      Proposed
    </span>
  );
}

/** A paper's abstract; in a large map it is read when it is first shown. */
import { useEffect, useState } from 'preact/hooks';
import type { LoadedMap } from '../../data/map-index.ts';
import { Marked } from '../parts/paper-parts.tsx';

export type AbstractState =
  | { kind: 'ready'; text: string }
  | { kind: 'reading' }
  | { kind: 'failed'; message: string; again: () => void };

/** @param wait milliseconds before the abstract is read, for lists that change while somebody types */
export function useAbstract(map: LoadedMap, paper: number, wait = 0): AbstractState {
  const [failed, setFailed] = useState<{ map: LoadedMap; paper: number; message: string } | null>(null);
  // Kept here too: the map forgets abstracts that were not read for a while.
  const [read, setRead] = useState<{ map: LoadedMap; paper: number; text: string } | null>(null);
  const own = read?.map === map && read.paper === paper ? read.text : undefined;
  const text = map.abstracts.peek(paper) ?? own;
  const missing = text === undefined;
  const stuck = failed?.map === map && failed.paper === paper ? failed : null;
  useEffect(() => {
    if (!missing || stuck) return;
    let gone = false;
    const ask = () => {
      map.abstracts.read([paper]).then(
        ([text = '']) => {
          if (!gone) setRead({ map, paper, text });
        },
        (error: Error) => {
          if (!gone) setFailed({ map, paper, message: error.message });
        },
      );
    };
    // Without a wait it is read now, in one request with what the related papers need next.
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (wait > 0) timer = setTimeout(ask, wait);
    else ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [map, paper, missing, stuck, wait]);
  if (text !== undefined) return { kind: 'ready', text };
  if (stuck) return { kind: 'failed', message: stuck.message, again: () => setFailed(null) };
  return { kind: 'reading' };
}

export function Abstract({
  map,
  paper,
  phrases,
  coloured = false,
}: {
  map: LoadedMap;
  paper: number;
  phrases: readonly (readonly string[])[];
  coloured?: boolean;
}) {
  const state = useAbstract(map, paper);
  if (state.kind === 'reading')
    return (
      <p class="abstract muted" role="status">
        Reading the abstract …
      </p>
    );
  if (state.kind === 'failed')
    return (
      <p class="abstract" role="alert">
        The abstract could not be read: {state.message}{' '}
        <button type="button" class="quiet" onClick={state.again}>
          Try again
        </button>
      </p>
    );
  if (state.text === '') return <p class="muted">The input has no abstract for this paper.</p>;
  return (
    <p class="abstract" dir="auto">
      <Marked text={state.text} phrases={phrases} coloured={coloured} />
    </p>
  );
}

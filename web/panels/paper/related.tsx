/** The papers nearest to the open one, each with the reason why, and the nearest papers of other areas. */
import { useEffect, useState } from 'preact/hooks';
import { useServices } from '../../app/services.ts';
import { type LoadedMap, neighboursOf } from '../../data/map-index.ts';
import type { Similar } from '../../related/relevance-feedback.ts';
import type { SharedPhrase } from '../../related/shared-phrases.ts';
import { themeRelation } from '../../related/theme-relation.ts';
import { hasVectors } from '../../search/semantic/vector-client.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import { arrowKeys } from '../parts/listeners.ts';
import { Marked, PaperButton, Similarity, titleOf } from '../parts/paper-parts.tsx';
import { ThemeDot } from '../parts/theme-parts.tsx';
import { Abstract } from './abstract.tsx';

const BRIDGES = 5;

export interface RelatedProps {
  map: LoadedMap;
  paper: number;
  /** Nearest first. */
  hits: readonly Similar[];
  /** Receives the phrases to mark in the open paper; null for none. */
  onShared: (stems: readonly (readonly string[])[] | null) => void;
}

export function RelatedList({ map, paper, hits, onShared }: RelatedProps) {
  const store = useStore();
  const { search, vectors } = useServices();
  const [bridges, setBridges] = useState<readonly Similar[]>([]);
  const [shared, setShared] = useState<ReadonlyMap<number, SharedPhrase[]>>(new Map());
  const [open, setOpen] = useState<number | null>(null);

  useEffect(() => {
    let gone = false;
    if (!hasVectors(map)) {
      setBridges(neighboursOutside(map, paper, BRIDGES));
      return;
    }
    vectors
      .load(map)
      .then((service) => service?.call('nearestOutside', { paper, areas: map.index.coarse, k: BRIDGES }))
      .then(
        (found) => {
          if (!gone && found) setBridges(found);
        },
        (error: Error) =>
          store.dispatch({ type: 'notice', notice: `Papers of other areas are missing: ${error.message}` }),
      );
    return () => {
      gone = true;
    };
  }, [map, paper, store]);

  useEffect(() => {
    let gone = false;
    const others = [...new Set([...hits, ...bridges].map((hit) => hit.paper))];
    search.shared(paper, others).then(
      (phrases) => {
        if (!gone) setShared(new Map(others.map((other, i) => [other, phrases[i] ?? []])));
      },
      // The list is complete without phrases; keyword search reports why the worker failed.
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [paper, bridges]);

  const toggle = (other: number) => {
    const next = open === other ? null : other;
    setOpen(next);
    onShared(next === null ? null : (shared.get(next)?.map((phrase) => phrase.stems) ?? null));
  };
  const rows = (list: readonly Similar[], label: string) => (
    <ol
      class="related"
      aria-label={label}
      onKeyDown={(event) => arrowKeys(event, '.related > li > .related-row > .paper-button')}
    >
      {list.map(({ paper: other, similarity }) => (
        <RelatedRow
          key={other}
          map={map}
          paper={paper}
          other={other}
          similarity={similarity}
          shared={shared.get(other) ?? []}
          open={open === other}
          onToggle={() => toggle(other)}
        />
      ))}
    </ol>
  );
  return (
    <>
      {hits.length > 0 ? (
        <section aria-label="Nearest papers">
          <h3>Nearest papers</h3>
          {rows(hits, 'Nearest papers')}
        </section>
      ) : (
        <p class="muted">This map holds no other paper to compare with.</p>
      )}
      {bridges.length > 0 && (
        <section aria-label="Nearest in other areas">
          <h3>Nearest in other areas</h3>
          {rows(bridges, 'Nearest papers of other areas')}
        </section>
      )}
    </>
  );
}

/** For a map without vectors: the paper's neighbours of other areas. */
function neighboursOutside(map: LoadedMap, paper: number, k: number): Similar[] {
  const { coarse } = map.index;
  const own = coarse[paper]!;
  return neighboursOf(map, paper)
    .filter((hit) => own < 0 || coarse[hit.paper] !== own)
    .slice(0, k);
}

interface RowProps {
  map: LoadedMap;
  paper: number;
  other: number;
  similarity: number;
  shared: readonly SharedPhrase[];
  open: boolean;
  onToggle: () => void;
}

function RelatedRow({ map, paper, other, similarity, shared, open, onToggle }: RowProps) {
  const id = `why-${paper}-${other}`;
  return (
    <li>
      <div class="related-row">
        <PaperButton paper={other} class="result">
          <ThemeDot theme={map.arrays.theme[other]!} />
          <span class="result-text" dir="auto">
            {titleOf(map, other)}
          </span>
          <Similarity value={similarity} />
        </PaperButton>
        <button
          type="button"
          class="quiet why-button"
          aria-expanded={open}
          aria-controls={id}
          aria-label={`Why: ${titleOf(map, other)}`}
          onClick={onToggle}
        >
          Why
        </button>
      </div>
      {shared.length > 0 && (
        <ul class="phrases" aria-label="Phrases in both">
          {shared.slice(0, open ? 5 : 3).map((phrase, i) => (
            <li key={phrase.text} class={open ? `mark-${i}` : ''}>
              {phrase.text}
            </li>
          ))}
        </ul>
      )}
      <div id={id} hidden={!open}>
        {open && <Why map={map} paper={paper} other={other} shared={shared} />}
      </div>
    </li>
  );
}

function Why({ map, paper, other, shared }: Pick<RowProps, 'map' | 'paper' | 'other' | 'shared'>) {
  const store = useStore();
  const { search } = useServices();
  const model = usePick((state) => state.model.kind);
  const [pair, setPair] = useState<{ mine: string; theirs: string } | null | 'reading'>(null);
  useEffect(() => {
    // Loads the model on first use.
    store.dispatch({ type: 'wantModel' });
    if (model !== 'ready') return;
    let gone = false;
    setPair('reading');
    search.closestSentences(paper, other).then(
      (found) => {
        if (!gone) setPair(found);
      },
      () => {
        if (!gone) setPair(null);
      },
    );
    return () => {
      gone = true;
    };
  }, [model, paper, other, store]);
  const phrases = shared.map((phrase) => phrase.stems);
  return (
    <div class="why">
      <p>{relationSentence(map, paper, other)}</p>
      {(pair === 'reading' || model === 'loading') && (
        <p class="muted" role="status">
          Looking for the closest sentences …
        </p>
      )}
      {pair !== null && pair !== 'reading' && (
        <figure class="pair">
          <figcaption>Closest sentences</figcaption>
          <blockquote dir="auto">
            <Marked text={pair.mine} phrases={phrases} coloured />
          </blockquote>
          <blockquote dir="auto">
            <Marked text={pair.theirs} phrases={phrases} coloured />
          </blockquote>
        </figure>
      )}
      <Abstract map={map} paper={other} phrases={phrases} coloured />
    </div>
  );
}

function relationSentence(map: LoadedMap, paper: number, other: number): string {
  const relation = themeRelation(map, paper, other);
  if (relation.kind === 'none') return 'The paper has no theme.';
  const name = map.themes[relation.theme]!.name;
  switch (relation.kind) {
    case 'same':
      return `Same theme: ${name}.`;
    case 'siblings':
      return `Neighbouring theme: ${name}, also part of ${map.themes[relation.parent]!.name}.`;
    case 'between':
      return `Bordering theme: ${name}; one of the two papers lies between both.`;
    case 'other':
      return `Another theme: ${name}.`;
  }
}

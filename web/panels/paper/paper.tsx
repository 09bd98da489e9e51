/** The open paper: its text, its theme, and the papers related to it. */

import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../app/message-of.ts';
import { useServices } from '../../app/services.ts';
import { type LoadedMap, neighboursOf } from '../../data/map-index.ts';
import { addItem, isSame, type ReadingItem, readingItem, removeItem } from '../../reading/list.ts';
import { termPhrases } from '../../related/mark-phrases.ts';
import { type Field, hasFilter, toggleFilter } from '../../search/query/query.ts';
import { hasVectors } from '../../search/semantic/vector-client.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import { CloseButton } from '../parts/buttons.tsx';
import { Marked, NewTag, titleOf } from '../parts/paper-parts.tsx';
import { ThemeButton } from '../parts/theme-parts.tsx';
import { Abstract } from './abstract.tsx';
import { RelatedList } from './related.tsx';

const NEAREST = 10;

export function PaperPanel() {
  const map = usePick((state) => state.map);
  const focus = usePick((state) => state.focus);
  if (!map || focus === null) return null;
  // The key gives each paper a panel of its own, in which nothing is unfolded yet.
  return <OpenPaper key={focus} map={map} paper={focus} />;
}

function OpenPaper({ map, paper }: { map: LoadedMap; paper: number }) {
  const store = useStore();
  const terms = usePick((state) => state.results?.terms);
  const [shared, setShared] = useState<readonly (readonly string[])[] | null>(null);
  const { title } = map.papers[paper]!;
  const marked = shared ?? (terms ? termPhrases(terms) : []);
  const unthemed = map.manifest.unthemed.find((entry) => entry.paper === paper);
  const path = map.index.trails[map.arrays.theme[paper]!] ?? [];
  return (
    <article class="panel paper-panel" aria-labelledby="paper-title">
      <div class="paper-head">
        <nav class="theme-path" aria-label="Theme of the paper">
          {path.map((theme, i) => (
            <>
              {i > 0 && <span aria-hidden="true">›</span>}
              <ThemeButton key={theme} theme={theme} />
            </>
          ))}
          <NewTag paper={paper} />
          {path.length === 0 && <span class="muted">No theme{unthemed ? `: ${unthemed.reason}` : ''}</span>}
        </nav>
        <CloseButton what="paper" onClose={() => store.dispatch({ type: 'focus', paper: null })} />
      </div>
      <h2 id="paper-title" dir="auto">
        <Marked text={title || '(no title)'} phrases={marked} coloured={shared !== null} />
      </h2>
      <Facts map={map} paper={paper} />
      <Actions map={map} paper={paper} />
      <Abstract map={map} paper={paper} phrases={marked} coloured={shared !== null} />
      <RelatedList
        map={map}
        paper={paper}
        hits={neighboursOf(map, paper).slice(0, NEAREST)}
        onShared={setShared}
      />
    </article>
  );
}

/** Authors, venue and tags, which narrow the search, and the paper's own link. */
function Facts({ map, paper }: { map: LoadedMap; paper: number }) {
  const { authors = [], venue, date, url, tags = [] } = map.papers[paper]!;
  const link = webLink(url);
  if (authors.length === 0 && !venue && !date && !link && tags.length === 0) return null;
  return (
    <p class="facts">
      {authors.length > 0 && (
        <span class="authors">
          {authors.map((author, i) => (
            <span key={author}>
              {i > 0 && ', '}
              <Narrow field="author" value={author} title={`Papers by ${author}`} />
            </span>
          ))}
        </span>
      )}
      {venue && <Narrow field="venue" value={venue} title={`Papers of ${venue}`} />}
      {date && <time>{date}</time>}
      {link && (
        <a href={link.href} target="_blank" rel="noopener noreferrer">
          {link.hostname}
          <span class="visually-hidden"> (opens the paper in a new tab)</span>
        </a>
      )}
      {tags.map((tag) => (
        <Narrow key={tag} field="tag" value={tag} title={`Papers tagged ${tag}`} />
      ))}
    </p>
  );
}

/** A value of a paper as a button that adds it to the search as a filter, or removes it. */
function Narrow({ field, value, title }: { field: Field; value: string; title: string }) {
  const store = useStore();
  const query = usePick((state) => state.query);
  return (
    <button
      type="button"
      class="inline"
      aria-pressed={hasFilter(query, field, value)}
      title={title}
      onClick={() => {
        store.dispatch({ type: 'query', query: toggleFilter(query, field, value) });
        store.dispatch({ type: 'panel', panel: 'search' });
      }}
    >
      {value}
    </button>
  );
}

/** The paper's address if it is http or https; otherwise null: links never have another scheme. */
export function webLink(url: string | undefined): URL | null {
  try {
    const link = new URL(url ?? '');
    return link.protocol === 'https:' || link.protocol === 'http:' ? link : null;
  } catch {
    return null;
  }
}

function Actions({ map, paper }: { map: LoadedMap; paper: number }) {
  const store = useStore();
  const { openReadingList } = useServices();
  const reading = usePick((state) => state.reading);
  const like = usePick((state) => state.like);
  const unlike = usePick((state) => state.unlike);
  const selected = usePick((state) => state.selection.has(paper));
  useEffect(openReadingList, []);
  const key = { map: map.name, id: map.papers[paper]!.id };
  const kept = reading.some((item) => isSame(item, key));
  const keep = async () => {
    const list = () => store.get().reading as readonly ReadingItem[];
    if (kept) return store.dispatch({ type: 'reading', reading: removeItem(list(), key) });
    try {
      const [abstract = ''] = await map.abstracts.read([paper]);
      const item = readingItem(map.name, { ...map.papers[paper]!, abstract }, new Date());
      store.dispatch({ type: 'reading', reading: addItem(list(), item) });
    } catch (error) {
      store.dispatch({ type: 'notice', notice: `The paper was not kept: ${messageOf(error)}` });
    }
  };
  const without = (papers: readonly number[]) => papers.filter((other) => other !== paper);
  const choose = (sign: 'like' | 'unlike') => {
    const papers = { like, unlike }[sign];
    const chosen = papers.includes(paper);
    store.dispatch({
      type: 'like',
      like: without(like),
      unlike: without(unlike),
      ...(chosen ? {} : { [sign]: [...without(papers), paper] }),
    });
    if (!chosen) store.dispatch({ type: 'panel', panel: 'search' });
  };
  return (
    <fieldset class="actions" aria-label={`What to do with ${titleOf(map, paper)}`}>
      <button type="button" aria-pressed={kept} onClick={() => void keep()}>
        {kept ? 'In the reading list' : 'Read later'}
      </button>
      {hasVectors(map) && (
        <>
          <button type="button" aria-pressed={like.includes(paper)} onClick={() => choose('like')}>
            More like this
          </button>
          <button type="button" aria-pressed={unlike.includes(paper)} onClick={() => choose('unlike')}>
            Not like this
          </button>
        </>
      )}
      <button
        type="button"
        aria-pressed={selected}
        onClick={() => store.dispatch({ type: 'select', papers: [paper], mode: 'toggle' })}
      >
        {selected ? 'Selected' : 'Select'}
      </button>
    </fieldset>
  );
}

/** The results of the search, and the papers like those chosen. */
import { useEffect, useState } from 'preact/hooks';
import { thousands } from '../app/thousands.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { useAbstract } from '../panels/paper/abstract.tsx';
import { arrowKeys } from '../panels/parts/listeners.ts';
import { Marked, PaperButton, titleOf } from '../panels/parts/paper-parts.tsx';
import { ThemeDot } from '../panels/parts/theme-parts.tsx';
import { termPhrases } from '../related/mark-phrases.ts';
import { MoreLikeTheseList } from '../related/more-like-these-list.tsx';
import { awaitsAnswer, passes } from '../state/selectors.ts';
import { usePick, useStore } from '../state/use-store.ts';
import { whyNoSemanticSearch } from './semantic/model-client.ts';

/** Results shown at first; more on request, so that typing does not wait for a long list. */
const PAGE = 20;

export function SearchPanel() {
  const query = usePick((state) => state.query);
  const results = usePick((state) => state.results);
  return (
    <section class="panel search-panel" aria-label="Search">
      <MoreLikeTheseList />
      {query.trim() !== '' && <TextsState />}
      {query.trim() !== '' && <ModelState />}
      {results ? <Results /> : query.trim() === '' && <Hints />}
    </section>
  );
}

function Results() {
  const store = useStore();
  const results = usePick((state) => state.results);
  const map = usePick((state) => state.map);
  const filters = usePick((state) => state.filters);
  const focus = usePick((state) => state.focus);
  const busy = usePick(awaitsAnswer);
  const [shown, setShown] = useState(PAGE);
  const answered = results?.query;
  useEffect(() => setShown(PAGE), [answered]);
  if (!results || !map) return null;
  const hits = results.hits.filter((hit) => passes({ map, filters }, hit.paper));
  const phrases = termPhrases(results.terms);
  const left = hits.length - shown;
  return (
    <>
      <div class="results-head">
        <p role="status">{countSentence(hits.length, results.hits.length - hits.length)}</p>
        {hits.length > 0 && (
          <button
            type="button"
            class="quiet"
            onClick={() => store.dispatch({ type: 'select', papers: hits.map((hit) => hit.paper) })}
          >
            Select all
          </button>
        )}
      </div>
      <ol
        class="results"
        aria-label="Papers found"
        aria-busy={busy}
        onKeyDown={(event) => arrowKeys(event, '.results > li > .paper-button')}
      >
        {hits.slice(0, shown).map(({ paper, keywordRank, semanticRank }) => (
          <li key={paper} aria-current={focus === paper}>
            <PaperButton paper={paper} class="result">
              <ThemeDot theme={map.arrays.theme[paper]!} />
              <span class="result-text">
                <span class="result-title">
                  <Marked text={titleOf(map, paper)} phrases={phrases} />
                </span>
                <Snippet map={map} paper={paper} terms={results.terms} phrases={phrases} />
                <span class="result-meta">
                  {results.terms.length > 0 && foundBy(keywordRank, semanticRank)}
                  {map.themes[map.arrays.theme[paper]!]?.name ?? 'no theme'}
                </span>
              </span>
            </PaperButton>
          </li>
        ))}
      </ol>
      {left > 0 && (
        <button type="button" class="quiet" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, left)} more of {left}
        </button>
      )}
    </>
  );
}

/** Milliseconds before a snippet reads its abstract: who types on gets other papers. */
const SNIPPET_WAIT = 200;

interface SnippetProps {
  map: LoadedMap;
  paper: number;
  terms: readonly string[];
  phrases: readonly (readonly string[])[];
}

function Snippet({ map, paper, terms, phrases }: SnippetProps) {
  const state = useAbstract(map, paper, SNIPPET_WAIT);
  if (state.kind !== 'ready')
    return (
      <span class="result-snippet muted">
        {state.kind === 'reading' ? 'Reading the abstract …' : 'The abstract could not be read.'}
      </span>
    );
  return (
    <span class="result-snippet">
      <Marked text={snippet(state.text, terms)} phrases={phrases} />
    </span>
  );
}

function countSentence(shown: number, filtered: number): string {
  const some = shown === 0 ? 'No paper found' : shown === 1 ? '1 paper' : `${shown} papers`;
  return filtered > 0 ? `${some}; ${filtered} more outside the filters` : some;
}

function foundBy(keywordRank: number | undefined, semanticRank: number | undefined): string {
  if (keywordRank !== undefined && semanticRank !== undefined) return 'words and meaning · ';
  if (keywordRank !== undefined) return 'words · ';
  // Found by neither alone: similar to the papers that surely answer the question.
  return semanticRank !== undefined ? 'meaning · ' : 'alike · ';
}

/** The part of an abstract around the first term that occurs in it, otherwise its beginning. */
export function snippet(abstract: string, terms: readonly string[], length = 150): string {
  const lower = abstract.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const first = places.length > 0 ? Math.min(...places) : 0;
  let from = Math.max(0, first - 40);
  if (from > 0) from = abstract.indexOf(' ', from) + 1;
  let to = from + length;
  if (to < abstract.length) to = Math.max(abstract.lastIndexOf(' ', to), from + length / 2);
  return `${from > 0 ? '… ' : ''}${abstract.slice(from, to)}${to < abstract.length ? ' …' : ''}`;
}

/** Which texts keyword search covers, while abstracts are missing. */
function TextsState() {
  const store = useStore();
  const texts = usePick((state) => state.texts);
  const count = usePick((state) => state.map?.papers.length ?? 0);
  if (texts.kind === 'reading')
    return (
      <div class="model-state">
        <label>
          Titles, authors and themes are searched, and the abstracts of {thousands(texts.papers)} of{' '}
          {thousands(count)} papers so far
          <progress value={texts.papers} max={count} />
        </label>
      </div>
    );
  if (texts.kind === 'failed')
    return (
      <div class="model-state model-failed" role="status">
        Titles, authors and themes are searched, but not all abstracts: {texts.message}{' '}
        <button
          type="button"
          class="quiet"
          onClick={() => store.dispatch({ type: 'texts', texts: { kind: 'off' } })}
        >
          Try again
        </button>
      </div>
    );
  return null;
}

/** Progress or failure of the model for semantic search. */
function ModelState() {
  const store = useStore();
  const model = usePick((state) => state.model);
  const map = usePick((state) => state.map);
  if (model.kind === 'loading') {
    const percent = Math.round(model.progress * 100);
    return (
      <div class="model-state">
        <label>
          {percent < 100 ? `Loading the model for search by meaning: ${percent} %` : 'Starting the model …'}
          <progress value={percent} max={100} />
        </label>
      </div>
    );
  }
  const forGood = map !== null && whyNoSemanticSearch(map) !== null;
  if (model.kind === 'failed')
    return (
      <div class={forGood ? 'model-state' : 'model-state model-failed'} role="status">
        {model.message} Keyword search goes on.{' '}
        {!forGood && (
          <button
            type="button"
            class="quiet"
            onClick={() => store.dispatch({ type: 'model', model: { kind: 'off' } })}
          >
            Try again
          </button>
        )}
      </div>
    );
  return (
    <p class="model-state visually-hidden" role="status">
      {model.kind === 'ready' ? 'Search by meaning is ready.' : ''}
    </p>
  );
}

function Hints() {
  const store = useStore();
  const map = usePick((state) => state.map);
  if (!map) return null;
  const finest = map.index.byLevel.at(-1) ?? [];
  const theme = map.themes[finest[0] ?? -1];
  const examples = [
    ...(theme ? [theme.keywords[0] ?? theme.name, `theme:"${theme.name}"`] : []),
    ...(map.papers.some((paper) => paper.date) ? ['year:2024-'] : []),
  ];
  return (
    <div class="hints">
      <p>
        Words are found at once, also by their beginnings and with small misspellings; a question is also
        looked up by meaning. Quotes ask for an exact phrase, a minus leaves out.
      </p>
      <p>
        {examples.map((example) => (
          <button
            key={example}
            type="button"
            class="chip"
            onClick={() => store.dispatch({ type: 'query', query: example })}
          >
            {example}
          </button>
        ))}
      </p>
    </div>
  );
}

/** "More like these, but not like those": the chosen papers and the papers nearest to them. */
import { useRef } from 'preact/hooks';
import { arrowKeys } from '../panels/parts/listeners.ts';
import { PaperButton, Similarity, titleOf } from '../panels/parts/paper-parts.tsx';
import { ThemeDot } from '../panels/parts/theme-parts.tsx';
import { usePick, useStore } from '../state/use-store.ts';

export function MoreLikeTheseList() {
  const store = useStore();
  const map = usePick((state) => state.map);
  const like = usePick((state) => state.like);
  const unlike = usePick((state) => state.unlike);
  const related = usePick((state) => state.related);
  // Opening a paper puts its own neighbours on the map; the list from which it was opened stays.
  const last = useRef(related);
  if (related || like.length === 0) last.current = related;
  if (!map || like.length + unlike.length === 0) return null;
  const hits = last.current?.hits ?? [];
  return (
    <section class="like" aria-label="More like these">
      <div class="results-head">
        <h3>More like {like.length === 1 ? 'this' : 'these'}</h3>
        <button
          type="button"
          class="quiet"
          onClick={() => store.dispatch({ type: 'like', like: [], unlike: [] })}
        >
          Clear
        </button>
      </div>
      <Chosen papers={like} sign="like" />
      {unlike.length > 0 && <h3>But not like</h3>}
      <Chosen papers={unlike} sign="unlike" />
      {like.length === 0 && <p class="muted">Choose a paper to look for more like it.</p>}
      {hits.length > 0 && (
        <ol
          class="related"
          aria-label="Papers like these"
          onKeyDown={(event) => arrowKeys(event, '.related > li > .paper-button')}
        >
          {hits.map(({ paper, similarity }) => (
            <li key={paper}>
              <PaperButton paper={paper} class="result">
                <ThemeDot theme={map.arrays.theme[paper]!} />
                <span class="result-text">{titleOf(map, paper)}</span>
                <Similarity value={similarity} />
              </PaperButton>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Chosen({ papers, sign }: { papers: readonly number[]; sign: 'like' | 'unlike' }) {
  const store = useStore();
  const map = usePick((state) => state.map);
  if (papers.length === 0) return null;
  return (
    <ul class="chosen">
      {papers.map((paper) => (
        <li key={paper} class={`chip chip-${sign}`}>
          <PaperButton paper={paper} />
          <button
            type="button"
            class="quiet"
            aria-label={`Take out ${titleOf(map, paper)}`}
            onClick={() => store.dispatch({ type: 'like', [sign]: papers.filter((p) => p !== paper) })}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

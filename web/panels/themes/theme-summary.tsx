/** What the papers of the open theme say, in their own sentences, and what sets it apart from its nearest sibling. */
import { useEffect, useState } from 'preact/hooks';
import type { Apart, Summary } from '../../../pipeline/summarise/index.ts';
import type { LoadedMap } from '../../data/map-index.ts';
import { PaperButton } from '../parts/paper-parts.tsx';
import { ThemeButton } from '../parts/theme-parts.tsx';

export function ThemeSummary({ map, theme }: { map: LoadedMap; theme: number }) {
  const [state, setState] = useState<Summary | Error | null>(null);
  useEffect(() => {
    let gone = false;
    setState(null);
    summaryOf(map, theme).then(
      (summary) => !gone && setState(summary),
      (error: Error) => !gone && setState(error),
    );
    return () => {
      gone = true;
    };
  }, [map, theme]);
  if (state instanceof Error)
    return <p role="alert">What its papers say could not be read: {state.message}</p>;
  if (state === null)
    return (
      <p class="muted" role="status">
        Reading what its papers say …
      </p>
    );
  const { sentences, apart } = state;
  return (
    <>
      {sentences.length > 0 && (
        <section aria-label="What its papers say">
          <h3>What its papers say</h3>
          <ul class="says">
            {sentences.map(({ paper, text }) => (
              <li key={text}>
                <p dir="auto">{text}</p>
                <PaperButton paper={paper} class="source" />
              </li>
            ))}
          </ul>
        </section>
      )}
      {apart && apart.terms.length > 0 && <ApartFrom {...apart} />}
    </>
  );
}

async function summaryOf(map: LoadedMap, theme: number): Promise<Summary> {
  const { summarise } = await import('../../../pipeline/summarise/index.ts');
  const { themes, papers, arrays, abstracts } = map;
  return summarise({ themes, papers, arrays, readAbstracts: (some) => abstracts.read(some) }, theme);
}

function ApartFrom({ theme, terms }: Apart) {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return (
    <section aria-label="What sets it apart">
      <h3>
        Apart from <ThemeButton theme={theme} />
      </h3>
      <ul class="phrases">
        {terms.map(({ term, share, there }) => (
          <li key={term} title={`In ${percent(share)} of its papers, in ${percent(there)} there`}>
            {term}
            <span class="visually-hidden">
              {' '}
              in {percent(share)} of its papers, in {percent(there)} there
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

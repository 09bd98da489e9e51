/** The open theme: its keywords and papers, what they say, its stability, neighbouring themes, and how it differs from another. */

import { useEffect, useMemo, useState } from 'preact/hooks';
import { stabilityPercent, stabilityWord, themeSentence } from '../../../pipeline/stability/index.ts';
import type { LoadedMap } from '../../data/map-index.ts';
import { themeStabilities } from '../../data/map-stability.ts';
import { type Contrast, type ContrastWord, contrastThemes, themeNeighbours } from '../../data/theme-facts.ts';
import { middleBox } from '../../map/camera/theme-box.ts';
import { openTheme, toggleOnly } from '../../state/theme-actions.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import { CloseButton } from '../parts/buttons.tsx';
import { hoverListeners } from '../parts/listeners.ts';
import { PaperButton } from '../parts/paper-parts.tsx';
import { ProposedTag, ThemeButton, ThemeDot, UncertainMark, usePalette } from '../parts/theme-parts.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { NameEvidence } from './name-evidence.tsx';
import { ThemeSummary } from './theme-summary.tsx';

export function ThemeCard() {
  const map = usePick((state) => state.map);
  const theme = usePick((state) => state.theme);
  if (!map || theme === null) return null;
  return <OpenTheme key={theme} map={map} theme={theme} />;
}

function OpenTheme({ map, theme }: { map: LoadedMap; theme: number }) {
  const store = useStore();
  const contrast = usePick((state) => state.contrast);
  const { name, size, exemplars, level, proposed } = map.themes[theme]!;
  const stability = usePick((state) => themeStabilities(state)[theme] ?? null);
  const path = map.index.trails[theme]!;
  const children = map.index.children[theme]!;
  const neighbours = useMemo(() => themeNeighbours(map, theme), [map, theme]);
  return (
    <article class="panel theme-card" aria-labelledby="theme-title">
      <div class="paper-head">
        <Breadcrumbs path={path.slice(0, -1)} />
        <CloseButton what="theme" onClose={() => store.dispatch({ type: 'theme', theme: null })} />
      </div>
      <h2 id="theme-title">
        <ThemeDot theme={theme} /> <span>{name}</span> <UncertainMark theme={theme} />{' '}
        {proposed && <ProposedTag />}
      </h2>
      <dl class="theme-facts">
        <div>
          <dt>{level === 0 ? 'Papers in this area' : 'Papers'}</dt>
          <dd>
            {size} <span class="muted">of {map.papers.length}</span>
          </dd>
        </div>
        <div>
          <dt title="How much of the theme comes back when the themes are made again without a fifth of the papers">
            Stability
          </dt>
          <dd>
            {stability === null ? (
              <span class="muted">not measured</span>
            ) : (
              <>
                {stabilityPercent(stability)} <span class="muted">{stabilityWord(stability)}</span>
              </>
            )}
          </dd>
        </div>
      </dl>
      {stability !== null && <p class="stability-sentence">{themeSentence(stability)}</p>}
      <NameEvidence theme={map.themes[theme]!} />
      <Actions map={map} theme={theme} />
      <Keywords map={map} theme={theme} />
      <ThemeSummary map={map} theme={theme} />
      {exemplars.length > 0 && (
        <section aria-label="Typical papers">
          <h3>Typical papers</h3>
          <ol class="related">
            {exemplars.map((paper) => (
              <li key={paper}>
                <PaperButton paper={paper} class="result" />
              </li>
            ))}
          </ol>
        </section>
      )}
      {children.length > 0 && (
        <section aria-label="Parts of this area">
          <h3>Parts</h3>
          <ul class="theme-links">
            {children.map((child) => (
              <li key={child}>
                <ThemeLink map={map} theme={child} note={String(map.themes[child]!.size)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {neighbours.length > 0 && (
        <section aria-label="Neighbouring themes">
          <h3>Neighbouring themes</h3>
          <ul class="theme-links">
            {neighbours.map(({ theme: other, share }) => (
              <li key={other}>
                <ThemeLink
                  map={map}
                  theme={other}
                  note={`${Math.max(1, Math.round(100 * share))} % of links`}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      <ContrastPicker map={map} theme={theme} first={neighbours[0]?.theme} />
      {contrast !== null && <ContrastView map={map} a={theme} b={contrast} />}
    </article>
  );
}

function Actions({ map, theme }: { map: LoadedMap; theme: number }) {
  const store = useStore();
  const only = usePick((state) => state.filters.themes.includes(theme));
  const list = () => {
    store.dispatch({ type: 'select', papers: map.index.members[theme]! });
    store.dispatch({ type: 'table', open: true });
  };
  return (
    <fieldset class="actions" aria-label={`What to do with ${map.themes[theme]!.name}`}>
      <button type="button" onClick={() => store.dispatch({ type: 'fly', box: middleBox(map, theme) })}>
        Go there
      </button>
      <button type="button" onClick={list}>
        List its papers
      </button>
      <button type="button" aria-pressed={only} onClick={() => toggleOnly(store, theme)}>
        Show only this
      </button>
    </fieldset>
  );
}

function Keywords({ map, theme }: { map: LoadedMap; theme: number }) {
  const store = useStore();
  const palette = usePalette();
  const { keywords, keywordWeights } = map.themes[theme]!;
  if (keywords.length === 0) return null;
  const most = Math.max(...keywordWeights, 1e-9);
  const look = (keyword: string) => {
    store.dispatch({ type: 'query', query: keyword.includes(' ') ? `"${keyword}"` : keyword });
    store.dispatch({ type: 'panel', panel: 'search' });
  };
  return (
    <section aria-label="Keywords">
      <h3>Keywords</h3>
      <ul class="bars">
        {keywords.map((keyword, i) => (
          <li key={keyword}>
            <button
              type="button"
              class="bar-row"
              title={`Search for “${keyword}”`}
              onClick={() => look(keyword)}
            >
              <span class="bar-label">{keyword}</span>
              <span class="bar" aria-hidden="true">
                <span
                  style={{
                    width: `${(100 * (keywordWeights[i] ?? 0)) / most}%`,
                    background: palette?.css[theme],
                  }}
                />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ThemeLink({ map, theme, note }: { map: LoadedMap; theme: number; note: string }) {
  const store = useStore();
  const hover = hoverListeners((on) => store.dispatch({ type: 'hoverTheme', theme: on ? theme : null }));
  return (
    <button type="button" class="theme-link" onClick={() => openTheme(store, map, theme)} {...hover}>
      <ThemeDot theme={theme} />
      <span class="theme-label">
        {map.themes[theme]!.name} <UncertainMark theme={theme} />
      </span>
      <span class="muted">{note}</span>
    </button>
  );
}

function ContrastPicker({ map, theme, first }: { map: LoadedMap; theme: number; first: number | undefined }) {
  const store = useStore();
  const contrast = usePick((state) => state.contrast);
  const { level } = map.themes[theme]!;
  const others = map.themes.filter((other) => other.level === level && other.id !== theme);
  if (others.length === 0) return null;
  return (
    <section aria-label="Contrast">
      <h3>Word by word</h3>
      <label class="contrast-with">
        <span>Contrast with</span>
        <select
          value={contrast ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            store.dispatch({ type: 'contrast', theme: value === '' ? null : Number(value) });
          }}
        >
          <option value="">…</option>
          {[...others]
            .sort(
              (a, b) => Number(b.id === first) - Number(a.id === first) || a.name.localeCompare(b.name, 'en'),
            )
            .map((other) => (
              <option key={other.id} value={other.id}>
                {other.name}
              </option>
            ))}
        </select>
      </label>
    </section>
  );
}

function ContrastView({ map, a, b }: { map: LoadedMap; a: number; b: number }) {
  const [found, setFound] = useState<Contrast | string | null>(null);
  useEffect(() => {
    let gone = false;
    setFound(null);
    contrastThemes(map, a, b).then(
      (contrast) => !gone && setFound(contrast),
      (error: Error) => !gone && setFound(error.message),
    );
    return () => {
      gone = true;
    };
  }, [map, a, b]);
  if (found === null)
    return (
      <p class="muted" role="status">
        Reading abstracts …
      </p>
    );
  if (typeof found === 'string') return <p role="alert">The abstracts could not be read: {found}</p>;
  const { onlyA, onlyB, both } = found;
  return (
    <div class="contrast">
      <Words title={<ThemeButton theme={a} />} words={onlyA} a={a} b={b} />
      <Words title={<ThemeButton theme={b} />} words={onlyB} a={a} b={b} />
      {both.length > 0 && <Words title="In both" words={both} a={a} b={b} />}
      <p class="muted">Bars: share of the papers of each theme that use the word.</p>
    </div>
  );
}

interface WordsProps {
  title: preact.ComponentChildren;
  words: readonly ContrastWord[];
  a: number;
  b: number;
}

function Words({ title, words, a, b }: WordsProps) {
  const palette = usePalette();
  const percent = (share: number) => `${Math.round(100 * share)}%`;
  if (words.length === 0) return null;
  return (
    <section>
      <h4>{title}</h4>
      <ul class="contrast-words">
        {words.map(({ word, inA, inB }) => (
          <li key={word} title={`${percent(inA)} of one, ${percent(inB)} of the other`}>
            <span class="bar-label">{word}</span>
            <span class="pair-bars">
              <span style={{ width: percent(inA), background: palette?.css[a] }} />
              <span style={{ width: percent(inB), background: palette?.css[b] }} />
            </span>
            <span class="visually-hidden">
              {percent(inA)} against {percent(inB)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

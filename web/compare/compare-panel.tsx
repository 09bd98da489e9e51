/** Two maps side by side: what became of themes and papers, as flows, as a table, and as one map turning into the other. */
import '../styles/make.css';
import { useEffect, useState } from 'preact/hooks';
import type { Comparison } from '../../pipeline/compare/index.ts';
import { compareMaps, comparisonCsv, comparisonMarkdown } from '../../pipeline/compare/index.ts';
import { Icon } from '../app/icons.tsx';
import type { LoadedMap } from '../data/map-index.ts';
import { fileName, saveFile } from '../export/save.ts';
import { toThemeMap } from '../make/loaded.ts';
import { usePick, useStore } from '../state/use-store.ts';
import { Alluvial } from './alluvial.tsx';
import { ChangeTable } from './change-table.tsx';
import { Morph } from './morph.tsx';

const VIEWS = { flow: 'Flow', table: 'Table', morph: 'Morph' } as const;
type View = keyof typeof VIEWS;

const FILES = {
  csv: { label: 'CSV', extension: 'csv', mime: 'text/csv', write: comparisonCsv },
  json: {
    label: 'JSON',
    extension: 'json',
    mime: 'application/json',
    write: (report: Comparison) => `${JSON.stringify(report, null, 2)}\n`,
  },
  markdown: { label: 'Markdown', extension: 'md', mime: 'text/markdown', write: comparisonMarkdown },
} as const;

export function ComparePanel() {
  const store = useStore();
  const map = usePick((state) => state.map);
  const other = usePick((state) => state.other);
  const [view, setView] = useState<View>('flow');
  const [report, setReport] = useState<Comparison | string | null>(null);
  useEffect(() => {
    let ended = false;
    setReport(null);
    if (map && other)
      comparison(other, map).then(
        (found) => !ended && setReport(found),
        (error: unknown) => !ended && setReport(error instanceof Error ? error.message : String(error)),
      );
    return () => {
      ended = true;
    };
  }, [map, other]);
  if (!map || !other) return null;
  const close = () => store.dispatch({ type: 'other', other: null });
  return (
    <>
      <header class="compare-head">
        <h2>
          {other.name} → {map.name}
        </h2>
        <button type="button" class="close" aria-label="Close the comparison" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {report === null && <p role="status">Comparing …</p>}
      {typeof report === 'string' && <p role="alert">{report}</p>}
      {report !== null && typeof report !== 'string' && (
        <>
          <p class="compare-summary">{report.summary}</p>
          <Figures report={report} />
          <div class="compare-tools">
            <fieldset class="segmented" aria-label="View">
              {(Object.keys(VIEWS) as View[]).map((each) => (
                <button key={each} type="button" aria-pressed={view === each} onClick={() => setView(each)}>
                  {VIEWS[each]}
                </button>
              ))}
            </fieldset>
            <fieldset class="export-menu" aria-label="Save the comparison">
              {Object.values(FILES).map(({ label, extension, mime, write }) => (
                <button
                  key={label}
                  type="button"
                  class="quiet"
                  onClick={() =>
                    saveFile(fileName(other.name, `against-${map.name}`, extension), write(report), mime)
                  }
                >
                  {label}
                </button>
              ))}
            </fieldset>
          </div>
          <div class="compare-body">
            {view === 'flow' && <Alluvial report={report} from={other} to={map} />}
            {view === 'table' && <ChangeTable report={report} />}
            {view === 'morph' && <Morph report={report} from={other} to={map} />}
          </div>
        </>
      )}
    </>
  );
}

async function comparison(from: LoadedMap, to: LoadedMap): Promise<Comparison> {
  return compareMaps(await toThemeMap(from), await toThemeMap(to));
}

function Figures({ report }: { report: Comparison }) {
  const { themes, moved, shared, ari, ami, neighboursKept } = report;
  const figures: [string, string | number | null][] = [
    ['shared papers', shared],
    ['ARI', ari?.toFixed(2) ?? null],
    ['AMI', ami?.toFixed(2) ?? null],
    ['nearest 10 kept', neighboursKept === null ? null : `${Math.round(neighboursKept * 100)} %`],
    ['themes in both', themes.matched.length],
    ['new', themes.born.length],
    ['gone', themes.gone.length],
    ['split', themes.split.length],
    ['merged', themes.merged.length],
    ['grown', themes.grown.length],
    ['shrunk', themes.shrunk.length],
    ['papers moved', moved.length],
  ];
  return (
    <dl class="figures">
      {figures
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

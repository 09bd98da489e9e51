/** Compares two maps: what became of themes and papers, as flows, as a table, and as one map turning into the other. */
import '../styles/make.css';
import { useEffect, useState } from 'preact/hooks';
import type { Comparison } from '../../pipeline/compare/index.ts';
import { compareMaps, comparisonCsv, comparisonMarkdown } from '../../pipeline/compare/index.ts';
import { messageOf } from '../app/message-of.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { toThemeMap } from '../data/theme-map.ts';
import { fileName, saveFile } from '../export/save.ts';
import { CloseButton, SaveButtons, Segmented } from '../panels/parts/buttons.tsx';
import { usePick, useStore } from '../state/use-store.ts';
import { Alluvial } from './alluvial.tsx';
import { ChangeTable } from './change-table.tsx';
import { Morph } from './morph.tsx';

type View = 'flow' | 'table' | 'morph';

const VIEWS = [
  ['flow', 'Flow'],
  ['table', 'Table'],
  ['morph', 'Morph'],
] as const;

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
type Format = keyof typeof FILES;

const FORMATS = (Object.keys(FILES) as Format[]).map((format) => ({ format, label: FILES[format].label }));

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
        (error: unknown) => !ended && setReport(messageOf(error)),
      );
    return () => {
      ended = true;
    };
  }, [map, other]);
  if (!map || !other) return null;
  const save = (found: Comparison) => (format: Format) => {
    const { extension, mime, write } = FILES[format];
    saveFile(fileName(other.name, `against-${map.name}`, extension), write(found), mime);
  };
  return (
    <>
      <header class="compare-head">
        <h2>
          {other.name} → {map.name}
        </h2>
        <CloseButton what="comparison" onClose={() => store.dispatch({ type: 'other', other: null })} />
      </header>
      {report === null && <p role="status">Comparing …</p>}
      {typeof report === 'string' && <p role="alert">{report}</p>}
      {report !== null && typeof report !== 'string' && (
        <>
          <p class="compare-summary">{report.summary}</p>
          <Figures report={report} />
          <div class="compare-tools">
            <Segmented label="View" options={VIEWS} chosen={view} onChoose={setView} />
            <SaveButtons label="Save the comparison" formats={FORMATS} onSave={save(report)} />
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

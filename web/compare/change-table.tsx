/** All changes as a table: themes first, then papers that changed their theme. */
import type { Comparison } from '../../pipeline/compare/index.ts';
import { changeRows } from '../../pipeline/compare/index.ts';

/** Rows shown; the exports have all. */
const MOST = 300;

export function ChangeTable({ report }: { report: Comparison }) {
  const rows = changeRows(report);
  const figure = (value: number | null) => (value === null ? '' : value.toFixed(2));
  return (
    <>
      <table class="changes">
        <thead>
          <tr>
            <th scope="col">Change</th>
            <th scope="col">{report.a.name}</th>
            <th scope="col">{report.b.name}</th>
            <th scope="col">Papers</th>
            <th scope="col">Overlap</th>
            <th scope="col">Names</th>
            <th scope="col">Vectors</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST).map((row, i) => (
            <tr key={i} class={`change-${row.change}`}>
              <th scope="row">{row.what === 'paper' ? `paper ${row.change}` : row.change}</th>
              <td>
                {row.what === 'paper' && <strong>{row.title}: </strong>}
                {row.a ?? (row.what === 'paper' ? 'no theme' : '')}
                {row.sizeA !== null && <span class="muted"> {row.sizeA}</span>}
              </td>
              <td>
                {row.b ?? (row.what === 'paper' ? 'no theme' : '')}
                {row.sizeB !== null && <span class="muted"> {row.sizeB}</span>}
              </td>
              <td class="number">{row.papers ?? ''}</td>
              <td class="number">{figure(row.overlap)}</td>
              <td class="number">{figure(row.nameSimilarity)}</td>
              <td class="number">{figure(row.vectorSimilarity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST && <p class="muted">… and {rows.length - MOST} more rows in the exports.</p>}
    </>
  );
}

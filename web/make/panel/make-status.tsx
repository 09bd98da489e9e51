/** How far a map is, the layout as it settles, and what came of it. */
import { useEffect, useRef } from 'preact/hooks';
import { STAGE_WORDS } from '../../../pipeline/build/index.ts';
import { formatDuration } from '../../../pipeline/util/index.ts';
import { SureMeter } from '../../panels/marks.tsx';
import { ThemeButton } from '../../panels/parts.tsx';
import { usePick, useStore } from '../../state/use-store.ts';
import type { MakeSession } from '../session.ts';

const SIZE = 260;
const WARNINGS = 5;

export function MakeStatusView({ session }: { session: MakeSession }) {
  const store = useStore();
  const status = usePick((state) => state.make);
  const shown = usePick((state) => state.map?.name);
  const themes = usePick((state) => state.map?.themes) ?? [];
  switch (status.kind) {
    case 'idle':
      return null;
    case 'failed':
      return (
        <p class="make-failed" role="alert">
          {status.message} The map is as it was.
        </p>
      );
    case 'running': {
      const { stage, done, total, note, rate, left, layout, task } = status;
      const words = task === 'stability' ? 'Making the themes again' : STAGE_WORDS[stage];
      const figures = [
        total > 1 && `${done} of ${total}`,
        rate !== null && `${rate >= 10 ? Math.round(rate) : rate.toFixed(1)} a second`,
        left !== null && left > 0.5 && `${formatDuration(left)} left`,
        note,
      ].filter(Boolean);
      return (
        <div class="make-running">
          <p role="status">
            {words}
            {figures.length > 0 && <span class="muted"> {figures.join(', ')}</span>}
          </p>
          <progress value={done} max={Math.max(1, total)} aria-label={words} />
          {layout && <Settling layout={layout} />}
          <button type="button" onClick={() => session.cancel()}>
            Cancel
          </button>
        </div>
      );
    }
    case 'done': {
      const { name, before, warnings, embedded, known, reused, placed, took } = status;
      const compare = async () => {
        const other = before === null ? null : await session.find(before);
        store.dispatch({ type: 'other', other });
      };
      return (
        <div class="make-done">
          <p role="status">
            “{name}” is ready ({took.toFixed(1)} s): {embedded} embedded, {known} already known.
            {reused.length > 0 &&
              ` As before: ${reused.map((stage) => STAGE_WORDS[stage].toLowerCase()).join(', ')}.`}
            {placed && ` ${placed}`}
          </p>
          {warnings.length > 0 && (
            <ul class="warnings" aria-label="Warnings">
              {warnings.slice(0, WARNINGS).map(({ line, message }) => (
                <li key={`${line}${message}`}>
                  Line {line}: {message}
                </li>
              ))}
              {warnings.length > WARNINGS && <li>… and {warnings.length - WARNINGS} more</li>}
            </ul>
          )}
          {before && before !== name && (
            <div class="actions">
              <button type="button" onClick={() => void session.open(shown === name ? before : name)}>
                {shown === name ? 'Back to the old map' : 'Show the new map'}
              </button>
              {shown === name && (
                <button type="button" onClick={() => void compare()}>
                  What changed?
                </button>
              )}
            </div>
          )}
        </div>
      );
    }
    case 'tested': {
      const { report, map } = status;
      if (map !== shown) return null;
      return (
        <div class="stability">
          <p role="status">{report.summary}</p>
          <ul aria-label="How often each theme comes back">
            {report.themes.map(({ id, level, comesBack }) => (
              <li key={id} class={level === 0 ? 'coarse' : 'fine'}>
                <ThemeButton theme={id} />
                {themes[id] && <SureMeter theme={themes[id]} share={comesBack} tested />}
                <span class="muted">{Math.round(comesBack * 100)} %</span>
              </li>
            ))}
          </ul>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              const papers = report.papers.filter((paper) => paper.sure < 0.8).map((paper) => paper.paper);
              store.dispatch({ type: 'select', papers });
            }}
          >
            Select the papers that are not sure of their theme
          </button>
        </div>
      );
    }
  }
}

/** The layout while it moves, drawn as it comes. */
function Settling({ layout }: { layout: Float32Array }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < layout.length; i += 2) {
      x0 = Math.min(x0, layout[i]!);
      x1 = Math.max(x1, layout[i]!);
      y0 = Math.min(y0, layout[i + 1]!);
      y1 = Math.max(y1, layout[i + 1]!);
    }
    const scale = (SIZE - 16) / Math.max(x1 - x0, y1 - y0, 1e-6);
    context.clearRect(0, 0, SIZE, SIZE);
    context.fillStyle = getComputedStyle(canvas.current!).color;
    for (let i = 0; i < layout.length; i += 2) {
      const x = SIZE / 2 + (layout[i]! - (x0 + x1) / 2) * scale;
      const y = SIZE / 2 + (layout[i + 1]! - (y0 + y1) / 2) * scale;
      context.fillRect(x - 1.5, y - 1.5, 3, 3);
    }
  }, [layout]);
  return (
    <canvas ref={canvas} class="settling" width={SIZE} height={SIZE} role="img" aria-label="The layout" />
  );
}

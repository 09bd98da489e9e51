/** The progress of a task of the make worker, the layout as it settles, and the outcome. */
import { useEffect, useRef } from 'preact/hooks';
import { STAGE_WORDS } from '../../../pipeline/build/index.ts';
import { boundsOf, themeTree } from '../../../pipeline/map/index.ts';
import { STAYED, stabilityPercent } from '../../../pipeline/stability/index.ts';
import { formatDuration } from '../../../pipeline/util/index.ts';
import { StabilityMeter, ThemeButton } from '../../panels/parts/theme-parts.tsx';
import { usePick, useStore } from '../../state/use-store.ts';
import type { MakeSession } from '../session.ts';
import type { DoneStatus, MakeStatus } from '../status.ts';

/** Side of the picture of the layout, in pixels. */
const SIZE = 260;
/** Warnings listed before the rest is counted. */
const WARNINGS = 5;

type StatusOf<K extends MakeStatus['kind']> = Extract<MakeStatus, { kind: K }>;

export function MakeStatusView({ session }: { session: MakeSession }) {
  const status = usePick((state) => state.make);
  switch (status.kind) {
    case 'idle':
      return null;
    case 'failed':
      return (
        <p class="make-failed" role="alert">
          {status.message} The map is as it was.
        </p>
      );
    case 'running':
      return <Running status={status} onCancel={session.cancel} />;
    case 'done':
      return <Done status={status} session={session} />;
    case 'tested':
      return <Tested status={status} />;
  }
}

function Running({ status, onCancel }: { status: StatusOf<'running'>; onCancel: () => void }) {
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
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

function Done({ status, session }: { status: DoneStatus; session: MakeSession }) {
  const store = useStore();
  const shown = usePick((state) => state.map?.name);
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

/** The outcome of a stability test; nothing while another map is shown. */
function Tested({ status: { map, report } }: { status: StatusOf<'tested'> }) {
  const store = useStore();
  const shown = usePick((state) => state.map?.name);
  const themes = usePick((state) => state.map?.themes) ?? [];
  if (map !== shown) return null;
  const tree = themeTree(themes);
  const listed = report.themes.filter(({ id }) => tree.shown[id] === id);
  const selectMoving = () => {
    const papers = report.papers
      .filter(({ stability }) => stability !== null && stability < STAYED)
      .map(({ paper }) => paper);
    store.dispatch({ type: 'select', papers });
  };
  return (
    <div class="stability">
      <p role="status">{report.summary}</p>
      <ul aria-label="Stability of the themes">
        {listed.map(({ id, level, stability }) => (
          <li key={id} class={level === 0 ? 'coarse' : 'fine'}>
            <ThemeButton theme={id} />
            {themes[id] && <StabilityMeter theme={themes[id]} />}
            <span class="muted">{stabilityPercent(stability)}</span>
          </li>
        ))}
      </ul>
      <button type="button" class="quiet" onClick={selectMoving}>
        Select the papers that often left their theme
      </button>
    </div>
  );
}

/** A small picture of the layout while it settles. */
function Settling({ layout }: { layout: Float32Array }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const { x0, y0, x1, y1 } = boundsOf(layout);
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

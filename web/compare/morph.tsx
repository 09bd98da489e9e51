/** Animates one map turning into the other: shared papers move, papers with another theme are ringed, the rest fades. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Comparison } from '../../pipeline/compare/index.ts';
import { moved, pairPapers, procrustes } from '../../pipeline/compare/index.ts';
import { boundsOf } from '../../pipeline/map/index.ts';
import { paletteOf, shadeOf } from '../app/scheme.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { usePick } from '../state/use-store.ts';

const WIDTH = 860;
const HEIGHT = 520;
/** Milliseconds of the animation. */
const TIME = 2400;
const DOT = 4;
/** Canvas pixels per CSS pixel, for fine screens and enlarged pictures. */
const SHARP = 2;

interface Dot {
  /** Position in pixels in either map; null if the paper is not in it. */
  a: [number, number] | null;
  b: [number, number] | null;
  colourA: string;
  colourB: string;
  changed: boolean;
}

export function Morph({ report, from, to }: { report: Comparison; from: LoadedMap; to: LoadedMap }) {
  const scheme = usePick((state) => state.scheme);
  const dots = useMemo(() => dotsOf(report, from, to, shadeOf(scheme)), [report, from, to, scheme]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) draw(context, dots, at, getComputedStyle(canvas.current!).color);
  }, [dots, at]);
  useEffect(() => {
    if (!playing) return;
    let frame = 0;
    let last: number | null = null;
    let progress = at >= 1 ? 0 : at;
    const step = (time: number) => {
      progress = Math.min(1, progress + (last === null ? 0 : (time - last) / TIME));
      last = time;
      setAt(progress);
      if (progress < 1) frame = requestAnimationFrame(step);
      else setPlaying(false);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  return (
    <div class="morph">
      <canvas
        ref={canvas}
        width={WIDTH * SHARP}
        height={HEIGHT * SHARP}
        role="img"
        aria-label={`${from.name} turning into ${to.name}; ${report.moved.length} papers that changed their theme are ringed`}
      />
      <div class="morph-tools">
        <button type="button" onClick={() => setPlaying(!playing)}>
          {playing ? 'Stop' : 'Play'}
        </button>
        <span>{from.name}</span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={at}
          aria-label="From the one map to the other"
          onInput={(event) => {
            setPlaying(false);
            setAt(Number(event.currentTarget.value));
          }}
        />
        <span>{to.name}</span>
      </div>
      <p class="muted">
        {report.moved.length > 0 && `Ringed: ${report.moved.length} papers whose theme is another one. `}
        {report.onlyA + report.onlyB > 0 && 'Papers of one map alone fade in or out.'}
      </p>
    </div>
  );
}

function dotsOf(report: Comparison, from: LoadedMap, to: LoadedMap, shade: 'light' | 'dark'): Dot[] {
  const pairs = pairPapers(from.papers, to.papers);
  const laid =
    pairs.length < 3
      ? to.arrays.layout
      : moved(to.arrays.layout, procrustes(from.arrays.layout, to.arrays.layout, pairs, { scale: true }));
  const first = boundsOf(from.arrays.layout);
  const second = boundsOf(laid);
  const box = {
    x0: Math.min(first.x0, second.x0),
    y0: Math.min(first.y0, second.y0),
    x1: Math.max(first.x1, second.x1),
    y1: Math.max(first.y1, second.y1),
  };
  const scale = Math.min(
    (WIDTH - 40) / Math.max(1e-6, box.x1 - box.x0),
    (HEIGHT - 40) / Math.max(1e-6, box.y1 - box.y0),
  );
  const place = (layout: Float32Array, i: number): [number, number] => [
    WIDTH / 2 + (layout[2 * i]! - (box.x0 + box.x1) / 2) * scale,
    HEIGHT / 2 + (layout[2 * i + 1]! - (box.y0 + box.y1) / 2) * scale,
  ];
  const cssA = paletteOf(from, shade).css;
  const cssB = paletteOf(to, shade).css;
  const colour = (css: readonly string[], map: LoadedMap, i: number) => css[map.arrays.theme[i]!] ?? 'grey';
  const partner = new Map(pairs.map((pair) => [pair.a, pair.b]));
  const changed = new Set(report.moved.map((paper) => paper.index));
  const dots: Dot[] = from.papers.map((_, a) => {
    const b = partner.get(a);
    return {
      a: place(from.arrays.layout, a),
      b: b === undefined ? null : place(laid, b),
      colourA: colour(cssA, from, a),
      colourB: b === undefined ? '' : colour(cssB, to, b),
      changed: changed.has(a),
    };
  });
  const known = new Set(pairs.map((pair) => pair.b));
  to.papers.forEach((_, b) => {
    if (!known.has(b))
      dots.push({ a: null, b: place(laid, b), colourA: '', colourB: colour(cssB, to, b), changed: false });
  });
  return dots;
}

function draw(context: CanvasRenderingContext2D, dots: readonly Dot[], at: number, ink: string): void {
  // Eases in and out, so that the eye can follow a paper.
  const t = at * at * (3 - 2 * at);
  context.setTransform(SHARP, 0, 0, SHARP, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  for (const { a, b, colourA, colourB, changed } of dots) {
    const start = a ?? b!;
    const end = b ?? a!;
    const x = start[0] + t * (end[0] - start[0]);
    const y = start[1] + t * (end[1] - start[1]);
    context.globalAlpha = a === null ? t : b === null ? 1 - t : 1;
    if (changed) {
      context.strokeStyle = ink;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(start[0], start[1]);
      context.lineTo(x, y);
      context.stroke();
    }
    context.fillStyle = (t < 0.5 && a !== null) || b === null ? colourA : colourB;
    context.beginPath();
    context.arc(x, y, DOT, 0, 2 * Math.PI);
    context.fill();
    if (changed) {
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(x, y, DOT + 2.5, 0, 2 * Math.PI);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

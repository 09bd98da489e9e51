/**
 * The map: puts the layers together, moves them with one zoom, and ties them to the store. Each layer is a file of its
 * own; what is drawn when, and how pointer and keys become actions, stands here.
 */
import { easeCubicInOut, interpolateZoom, select, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import { type Palette, paperColour, type Shade } from '../colour.ts';
import type { Box, LoadedMap } from '../map-index.ts';
import { paletteOf, shadeOf } from '../scheme.ts';
import type { Store, View } from '../store.ts';
import {
  type Frame,
  frameOf,
  type Insets,
  project,
  type Transform,
  transformOf,
  unproject,
  viewOf,
  viewOfBox,
  visibleBox,
} from './camera.ts';
import { createTerrain } from './contours.ts';
import { emphasis } from './emphasis.ts';
import { createHoverCard } from './hover-card.ts';
import { mapKeys } from './keys.ts';
import type { Rect } from './label-place.ts';
import { labelWishes, mostTitles, themeSpread } from './label-wishes.ts';
import { createLabels, createMeasure } from './labels.ts';
import { createLasso } from './lasso.ts';
import { createLines } from './lines.ts';
import { middleBox } from './map-box.ts';
import { createPicker, type Picker } from './pick.ts';
import { createRenderer, pointBatch, pointOpacity, pointRadius } from './points.ts';

export interface MapView {
  /** Which renderer draws the points. */
  renderer: 'webgl' | 'canvas';
  /** Draws again after a change that is not in the store: the scheme, a panel's width. */
  refresh(): void;
  /** Shows the whole map. */
  showAll(): void;
  zoomBy(factor: number): void;
  destroy(): void;
}

export interface MapOptions {
  /** Pixels that the lasting parts of the page cover. */
  base(): Insets;
  /** Pixels covered now, by panels that come and go too. */
  covered(): Insets;
}

const farthest = 0.6;
const nearest = 60;
/** Names get new places when the magnification has changed by this factor, or the view has moved by this share. */
const rearrangeZoom = 1.1;
const rearrangeMove = 0.16;
const slideTime = 260;
const flightTime = 750;
/** A touch may miss a point by more than a mouse. */
const reach = { mouse: 9, touch: 22 };

const stillness = matchMedia('(prefers-reduced-motion: reduce)');

/** Builds the map inside an element that has a size of its own. */
export function createMap(root: HTMLElement, store: Store, options: MapOptions): MapView {
  const svg = select(root).append('svg').attr('class', 'under').attr('aria-hidden', 'true').node()!;
  const { canvas, renderer } = createRenderer(() => document.createElement('canvas'));
  root.append(canvas);
  const over = select(root).append('svg').attr('class', 'over').attr('aria-hidden', 'true').node()!;
  const under = select(svg).append('g').node()!;
  const terrain = createTerrain(under);
  const layer = select(over).append('g').node()!;
  const lines = createLines(layer);
  const labels = createLabels(layer, {
    theme: (id, what) =>
      what === 'hover' ? store.dispatch({ type: 'hoverTheme', theme: id }) : id !== null && openTheme(id),
    paper: (id, what) =>
      store.dispatch(what === 'hover' ? { type: 'hover', paper: id } : { type: 'focus', paper: id }),
  });
  const card = createHoverCard(root);
  const measure = createMeasure(getComputedStyle(root).fontFamily);
  root.dataset.renderer = renderer.kind;

  let map: LoadedMap | null = null;
  let picker: Picker | null = null;
  let spread: Float32Array = new Float32Array(0);
  let frame: Frame = frameOf({ x0: 0, y0: 0, x1: 1, y1: 1 }, 1, 1, { top: 0, right: 0, bottom: 0, left: 0 });
  let t: Transform = { k: 1, x: 0, y: 0 };
  let shade: Shade = shadeOf(store.get().scheme);
  let palette: Palette = { fill: new Uint8Array(0), css: [], ink: [] };
  /** Where names were last arranged. */
  let arranged: Transform | null = null;
  let slideFrom = 0;
  let pending = 0;
  let batchK = 0;
  let flight = 0;
  let flying = false;
  /** The view this map sent last: it need not follow itself. */
  let sent: View | null = null;
  let settle: ReturnType<typeof setTimeout> | undefined;

  const narrow = () => frame.width < 640;
  const radius = () => (map ? pointRadius(map.papers.length, t.k, narrow()) : 0);

  // --- drawing -------------------------------------------------------------------------------------------------

  function request(): void {
    pending ||= requestAnimationFrame(draw);
  }

  function draw(now: number): void {
    pending = 0;
    if (!map) return;
    // Radius and opacity follow the magnification in steps that nobody sees.
    if (Math.abs(Math.log(t.k / (batchK || 1e-9))) > 0.04) loadPoints();
    renderer.draw({
      width: frame.width,
      height: frame.height,
      ratio: canvas.width / frame.width,
      scaleX: frame.scale * t.k,
      scaleY: frame.scale * t.k,
      shiftX: (frame.middleX - frame.layoutX * frame.scale) * t.k + t.x,
      shiftY: (frame.middleY - frame.layoutY * frame.scale) * t.k + t.y,
      edge: paperColour[shade],
      mark: shade === 'light' ? [25, 28, 35] : [245, 246, 250],
      outline: pointOpacity(map.papers.length, t.k) > 0.75 ? 0.85 : 0,
    });
    terrain.place(map, frame, t);
    lines.place(map, frame, t, radius());
    if (movedFar()) arrange();
    const slide = stillness.matches ? 1 : Math.min(1, (performance.now() - slideFrom) / slideTime);
    labels.place(frame, t, easeCubicInOut(slide));
    placeCard();
    if (slide < 1 && now >= 0) request();
  }

  function loadPoints(): void {
    if (!map) return;
    batchK = t.k;
    const { colourBy } = store.get();
    renderer.load(
      pointBatch({ map, levels: emphasis(store.get()), palette, shade, colourBy, k: t.k, narrow: narrow() }),
    );
  }

  function movedFar(): boolean {
    if (!arranged) return true;
    const ratio = t.k / arranged.k;
    if (ratio > rearrangeZoom || ratio < 1 / rearrangeZoom) return true;
    const [x, y] = unproject(frame, arranged, frame.middleX, frame.middleY);
    const [px, py] = project(frame, t, x, y);
    return (
      Math.hypot(px - frame.middleX, py - frame.middleY) > rearrangeMove * Math.min(frame.width, frame.height)
    );
  }

  function arrange(): void {
    if (!map) return;
    arranged = { ...t };
    const { layout } = map.arrays;
    const count = map.papers.length;
    const points = new Float32Array(2 * count);
    const inView: number[] = [];
    const [sx, sy] = project(frame, t, 0, 0);
    const scale = frame.scale * t.k;
    for (let paper = 0; paper < count; paper++) {
      const x = layout[2 * paper]! * scale + sx;
      const y = layout[2 * paper + 1]! * scale + sy;
      points[2 * paper] = x;
      points[2 * paper + 1] = y;
      if (inView.length <= mostTitles && x > 0 && y > 0 && x < frame.width && y < frame.height)
        inView.push(paper);
    }
    const state = store.get();
    const levels = emphasis(state);
    const wishes = labelWishes({
      map,
      frame,
      t,
      measure,
      narrow: narrow(),
      spread,
      inView: inView.length <= mostTitles ? inView : null,
      standOut: levels.includes(0) ? levels : null,
      pointRadius: radius(),
    });
    labels.arrange(wishes, windowRect(), points, []);
    slideFrom = performance.now();
  }

  /** Names keep clear of the parts of the page that last. */
  function windowRect(): Rect {
    const base = options.base();
    const edge = 8;
    return {
      x0: base.left + edge,
      y0: base.top + edge,
      x1: frame.width - base.right - edge,
      y1: frame.height - base.bottom - edge,
    };
  }

  function rearrange(): void {
    arranged = null;
    request();
  }

  function placeCard(): void {
    const { hover } = store.get();
    if (hover === null || !map || !cardWanted) return;
    const [x, y] = screenOf(hover);
    card.place(x, y, frame.width, frame.height);
  }

  function screenOf(paper: number): [number, number] {
    return project(frame, t, map!.arrays.layout[2 * paper]!, map!.arrays.layout[2 * paper + 1]!);
  }

  // --- moving --------------------------------------------------------------------------------------------------

  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([farthest, nearest])
    .filter((event: Event) => {
      if (event.type === 'wheel') return true;
      if (event instanceof MouseEvent && (event.button !== 0 || event.shiftKey)) return false;
      const touches = 'touches' in event ? (event as TouchEvent).touches.length : 1;
      return store.get().tool === 'pan' || touches > 1;
    })
    .clickDistance(4)
    .on('start', (event: { sourceEvent: Event | null }) => {
      if (event.sourceEvent) stop();
      root.classList.add('moving');
    })
    .on('zoom', (event: { transform: ZoomTransform }) => {
      const { k, x, y } = event.transform;
      t = { k, x, y };
      report(false);
      request();
    })
    .on('end', () => {
      root.classList.remove('moving');
      report(true);
    });
  const surface = select(root).call(behaviour);
  surface.on('dblclick.zoom', null);

  /** Tells the store where the view is: at once when it comes to rest, else a few times a second. */
  function report(rest: boolean): void {
    const tell = () => {
      settle = undefined;
      if (!map) return;
      sent = viewOf(frame, t);
      store.dispatch({ type: 'view', view: sent, seen: visibleBox(frame, t) });
    };
    if (rest && !flying) {
      clearTimeout(settle);
      tell();
    } else settle ??= setTimeout(tell, 160);
  }

  function stop(): void {
    cancelAnimationFrame(flight);
    flying = false;
  }

  function jump(to: Transform): void {
    behaviour.transform(surface, zoomIdentity.translate(to.x, to.y).scale(to.k));
  }

  /** Moves along van Wijk and Nuij's path, which looks smooth at any distance; jumps where motion is unwanted. */
  function flyTo(view: View): void {
    stop();
    const target = transformOf(frame, view);
    if (stillness.matches || document.hidden) {
      jump(target);
      return;
    }
    const from = viewOf(frame, t);
    const span = Math.min(frame.width, frame.height) / frame.scale;
    const path = interpolateZoom([from.x, from.y, span / from.k], [view.x, view.y, span / view.k]);
    const time = Math.min(1200, Math.max(280, Math.min(flightTime, path.duration * 0.7)));
    const begun = performance.now();
    flying = true;
    const step = () => {
      const at = Math.min(1, (performance.now() - begun) / time);
      const [x, y, width] = path(easeCubicInOut(at));
      if (at === 1) flying = false;
      jump(at === 1 ? target : transformOf(frame, { x, y, k: span / width }));
      if (at < 1) flight = requestAnimationFrame(step);
    };
    flight = requestAnimationFrame(step);
  }

  function flyToBox(box: Box): void {
    const alone = box.x0 === box.x1 && box.y0 === box.y1;
    flyTo(viewOfBox(frame, box, options.covered(), alone ? Math.max(t.k, 3) : 12));
  }

  function openTheme(theme: number): void {
    store.dispatch({ type: 'theme', theme });
    const { x0, y0, x1, y1 } = middleBox(map!, theme);
    store.dispatch({ type: 'fly', box: { x0, y0, x1, y1 } });
  }

  /** An opened paper that a panel hides, or that is off the screen, comes into the open. */
  function uncover(paper: number): void {
    const [x, y] = screenOf(paper);
    const hidden = options.covered();
    const edge = 40;
    const free =
      x > hidden.left + edge &&
      x < frame.width - hidden.right - edge &&
      y > hidden.top + edge &&
      y < frame.height - hidden.bottom - edge;
    if (free) return;
    const [px, py] = unproject(frame, t, x, y);
    flyTo(viewOfBox(frame, { x0: px, x1: px, y0: py, y1: py }, hidden, t.k));
  }

  // --- pointer and keys ----------------------------------------------------------------------------------------

  let cardWanted = false;

  function paperAt(event: MouseEvent): number | null {
    if (!map || !picker) return null;
    const box = root.getBoundingClientRect();
    const [x, y] = unproject(frame, t, event.clientX - box.left, event.clientY - box.top);
    const touch = event instanceof PointerEvent && event.pointerType !== 'mouse';
    const pixels = radius() + (touch ? reach.touch : reach.mouse);
    return picker.nearest(x, y, pixels / (frame.scale * t.k));
  }

  root.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'mouse' || event.buttons !== 0 || lasso.active()) return;
    if (event.target instanceof SVGTSpanElement || event.target instanceof SVGTextElement) return;
    setHover(paperAt(event), true);
  });
  root.addEventListener('pointerleave', () => setHover(null, false));
  root.addEventListener('click', (event) => {
    if (event.defaultPrevented || !map) return;
    const paper = paperAt(event);
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      if (paper !== null) store.dispatch({ type: 'select', papers: [paper], mode: 'toggle' });
    } else if (paper !== null) store.dispatch({ type: 'focus', paper });
    else if (store.get().focus !== null) store.dispatch({ type: 'focus', paper: null });
    else if (store.get().theme !== null) store.dispatch({ type: 'theme', theme: null });
  });
  root.addEventListener('dblclick', (event) => {
    if (paperAt(event) === null) zoomAround(event, event.shiftKey ? 0.5 : 2);
  });

  function zoomAround(event: MouseEvent, factor: number): void {
    const box = root.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    const [x, y] = unproject(frame, t, px, py);
    const k = Math.min(nearest, Math.max(farthest, t.k * factor));
    const pixels = frame.scale * k;
    flyTo({ x: x - (px - frame.middleX) / pixels, y: y - (py - frame.middleY) / pixels, k });
  }

  function setHover(paper: number | null, withCard: boolean): void {
    cardWanted = withCard;
    store.dispatch({ type: 'hover', paper });
  }

  const lasso = createLasso(
    root,
    layer,
    (event) => event.shiftKey || store.get().tool === 'lasso',
    (line, add) => {
      if (!picker) return;
      const place = line.map(([x, y]) => unproject(frame, t, x, y));
      const papers = picker.inside(place);
      store.dispatch({ type: 'select', papers, mode: add ? 'add' : 'replace' });
      store.dispatch({ type: 'tool', tool: 'pan' });
      store.dispatch({ type: 'notice', notice: `${store.get().selection.size} papers selected` });
    },
  );

  root.addEventListener('keydown', (event) =>
    mapKeys(event, {
      store,
      picker,
      centre: () => unproject(frame, t, frame.middleX, frame.middleY),
      hover: (paper) => {
        setHover(paper, true);
        uncover(paper);
      },
      zoomBy,
      showAll,
    }),
  );

  function zoomBy(factor: number): void {
    const view = viewOf(frame, t);
    flyTo({ ...view, k: Math.min(nearest, Math.max(farthest, view.k * factor)) });
  }

  function showAll(): void {
    if (map) flyTo({ x: frame.layoutX, y: frame.layoutY, k: 1 });
  }

  // --- the store -----------------------------------------------------------------------------------------------

  function show(next: LoadedMap | null): void {
    map = next;
    stop();
    labels.clear();
    arranged = null;
    batchK = 0;
    card.hide();
    if (!map) {
      renderer.load({
        positions: new Float32Array(0),
        colours: new Uint8Array(0),
        styles: new Float32Array(0),
        order: new Uint32Array(0),
      });
      return;
    }
    picker = null;
    spread = themeSpread(map);
    resize(store.get().view);
    // The first picture is the points and their names; what comes after can wait for it.
    const shown = map;
    setTimeout(() => {
      if (map !== shown) return;
      picker = createPicker(shown.arrays.layout);
      terrain.load(shown);
      paint();
    }, 30);
    paint();
  }

  function paint(): void {
    if (!map) return;
    shade = shadeOf(store.get().scheme);
    palette = paletteOf(map, shade);
    terrain.paint(palette);
    labels.paint(palette);
    lines.update(store.get(), palette);
    stress();
    loadPoints();
    request();
  }

  /** Names and areas that have nothing to do with what stands out step back. */
  function stress(): void {
    const state = store.get();
    if (!map) return;
    const theme = state.hoverTheme ?? state.theme;
    let areas: Set<number> | null = null;
    let names: Set<number> | null = null;
    if (theme !== null) {
      const also = state.hoverTheme === null && state.contrast !== null ? [state.contrast] : [];
      const paths = [theme, ...also].map((id) => map!.index.paths[id]!);
      areas = new Set(paths.map((path) => path[0]!));
      names = new Set([
        ...paths.flat(),
        ...map.themes.filter((one) => map!.index.paths[one.id]!.includes(theme)).map((one) => one.id),
      ]);
    }
    terrain.stress(areas);
    labels.stress(names);
  }

  /** @param view what to show then; else what is shown now */
  function resize(view: View = viewOf(frame, t)): void {
    const { width, height } = root.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    const ratio = Math.min(devicePixelRatio || 1, 2.5);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    for (const element of [svg, over]) {
      element.setAttribute('viewBox', `0 0 ${width} ${height}`);
      element.setAttribute('width', String(width));
      element.setAttribute('height', String(height));
    }
    const bounds = map?.index.bounds ?? { x0: 0, y0: 0, x1: 1, y1: 1 };
    frame = frameOf(bounds, width, height, options.base());
    behaviour.extent([
      [0, 0],
      [width, height],
    ]);
    const room = 0.75 * Math.max(width, height);
    behaviour.translateExtent([
      [-room, -room],
      [width + room, height + room],
    ]);
    arranged = null;
    batchK = 0;
    if (map) jump(transformOf(frame, view));
  }

  const observer = new ResizeObserver(() => resize());
  observer.observe(root);
  void document.fonts?.ready.then(rearrange);

  const stops = [
    store.subscribe((state) => state.map, show),
    store.subscribe(
      (state) => state.view,
      (view) => {
        if (view !== sent && map) flyTo(view);
      },
    ),
    store.subscribe(
      (state) => state.flight,
      (next) => next && map && flyToBox(next.box),
    ),
    store.subscribe(emphasis, () => {
      stress();
      loadPoints();
      rearrange();
    }),
    store.subscribe((state) => state.colourBy, paint),
    store.subscribe(
      (state) => state.hover,
      (paper) => {
        if (paper !== null && map && cardWanted) card.show(map, paper, palette);
        else card.hide();
        lines.update(store.get(), palette);
        request();
      },
    ),
    store.subscribe(
      (state) => state.related,
      () => {
        lines.update(store.get(), palette);
        request();
      },
    ),
    store.subscribe(
      (state) => state.focus,
      (paper) => {
        lines.update(store.get(), palette);
        // The panel that opens must stand before it is known what it covers.
        if (paper !== null) requestAnimationFrame(() => store.get().focus === paper && uncover(paper));
        request();
      },
    ),
    store.subscribe(
      (state) => state.tool,
      (tool) => root.classList.toggle('lassoing', tool === 'lasso'),
    ),
  ];
  if (store.get().map) show(store.get().map);

  return {
    renderer: renderer.kind,
    refresh: () => {
      resize();
      paint();
    },
    showAll,
    zoomBy,
    destroy() {
      for (const end of stops) end();
      observer.disconnect();
      cancelAnimationFrame(pending);
      stop();
      renderer.destroy();
      root.replaceChildren();
    },
  };
}

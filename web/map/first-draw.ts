/**
 * How a map comes onto the screen: points and names with the next frame, areas once these are seen, and last what nobody
 * sees yet; the rest of its data whenever it is here.
 */
import type { LoadedMap, MapSketch } from '../data/map-index.ts';
import type { Store } from '../state/store.ts';
import { afterPicture } from './after-frame.ts';

export interface Arrival {
  /** Takes the map before off, and brings the next one. */
  show(next: MapSketch | null): void;
  /** The rest of the map is here: titles, years, and what panels say. */
  complete(whole: LoadedMap | null): void;
  stop(): void;
}

/** What is done when its time has come. */
export interface ArrivalSteps {
  store: Store;
  /** The map on the screen. */
  map(): MapSketch | null;
  clear(): void;
  /** The first picture: points and their names. */
  begin(map: MapSketch): void;
  /** The second picture. */
  addAreas(map: MapSketch): void;
  /** What needs no picture. */
  prepare(): void;
  complete(whole: LoadedMap): void;
}

export function createArrival(steps: ArrivalSteps): Arrival {
  const { store, map } = steps;
  let beginning = 0;

  function begin(shown: MapSketch): void {
    steps.begin(shown);
    const isShown = () => map()?.index === shown.index;
    // The first picture is the points and their names; what comes after can wait for it.
    void afterPicture()
      .then(() => {
        if (!isShown()) return;
        steps.addAreas(shown);
        return afterPicture();
      })
      .then(() => {
        if (isShown()) steps.prepare();
      });
  }

  return {
    // What the page covers of a map is known once all of the page has heard of it: in the next frame.
    show(next) {
      cancelAnimationFrame(beginning);
      steps.clear();
      if (next) beginning = requestAnimationFrame(() => begin(store.get().map ?? next));
    },
    complete(whole) {
      const shown = map();
      if (whole && shown !== whole && shown?.index === whole.index) steps.complete(whole);
    },
    stop: () => cancelAnimationFrame(beginning),
  };
}

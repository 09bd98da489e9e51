import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/map.css';
import './styles/panels.css';
import './styles/search.css';
import './styles/themes.css';
import './styles/cards.css';
import './styles/table.css';
import './styles/marks.css';
import { render } from 'preact';
import { App } from './app/app.tsx';
import { messageOf } from './app/message-of.ts';
import { createServices, ServicesContext } from './app/services.ts';
import { embeddedFileHost, webFileHost } from './data/file-host.ts';
import { loadIndex, loadMap } from './data/load.ts';
import type { LoadedMap, MapSketch } from './data/map-index.ts';
import { papersByWorker } from './data/papers/by-worker.ts';
import { afterFrame } from './map/after-frame.ts';
import { startPapers } from './search/worker/workers.ts';
import type { Action, MapEntry } from './state/state.ts';
import { createStore } from './state/store.ts';
import { connectUrl, decodeState, paperActions, sketchActions, type UrlState } from './state/url-state.ts';
import { StoreContext } from './state/use-store.ts';

const store = createStore();
const services = createServices(store);
const readPapers = startPapers ? papersByWorker.bind(null, startPapers) : undefined;
const host = embeddedFileHost() ?? webFileHost();

/** The latest request: a map of an earlier one that arrives later is not shown. */
let latest: UrlState;

/** Opens the map of a link, else the first map, and applies the rest of the link. */
async function open(wanted: UrlState): Promise<void> {
  latest = wanted;
  const act = (...actions: Action[]) => {
    if (latest === wanted) for (const action of actions) store.dispatch(action);
  };
  const draw = async (sketch: MapSketch): Promise<void> => {
    act({ type: 'sketch', sketch }, ...sketchActions(wanted, sketch));
    await afterFrame();
  };
  const load = (name: string) => loadMap(host, name, { onSketch: draw, readPapers });
  try {
    let { maps } = store.get();
    let ahead: ReturnType<typeof load> | null = null;
    if (maps.length === 0) {
      act({ type: 'status', status: { kind: 'loading', what: 'the list of maps' } });
      const listed = loadIndex(host);
      // Most links name a listed map: it is read together with the list, and only its drawing waits.
      if (wanted.map !== undefined) ahead = loadAhead(wanted.map, listed, draw);
      maps = await listed;
      act({ type: 'maps', maps });
    }
    const entry = maps.find((map) => map.name === wanted.map) ?? maps[0];
    if (!entry) {
      act({ type: 'status', status: { kind: 'empty' } });
      return;
    }
    const own = wanted.map !== undefined && wanted.map !== entry.name ? await findOwn(wanted.map) : null;
    if (wanted.map !== undefined && wanted.map !== entry.name && !own)
      act({ type: 'notice', notice: `There is no map “${wanted.map}” here; this is “${entry.name}”.` });
    act({ type: 'status', status: { kind: 'loading', what: own?.name ?? entry.name } });
    if (own) await draw(own);
    const map = own ?? (await (entry.name === wanted.map && ahead ? ahead : load(entry.name)));
    act({ type: 'map', map }, ...paperActions(wanted, map));
    if (latest === wanted) document.title = `${map.manifest.name} · Isotheme`;
  } catch (error) {
    act({ type: 'status', status: { kind: 'failed', message: messageOf(error) } });
  }
}

/** Reads a map before the list is known, and draws it once the list contains it. */
function loadAhead(
  name: string,
  listed: Promise<MapEntry[]>,
  draw: (sketch: MapSketch) => Promise<void>,
): Promise<LoadedMap> {
  const ahead = loadMap(host, name, {
    onSketch: async (sketch) => {
      if ((await listed).some((entry) => entry.name === name)) await draw(sketch);
    },
    readPapers,
  });
  // The caller awaits it if the list contains the map.
  ahead.catch(() => {});
  return ahead;
}

/** A map that was made or is kept in this browser. */
async function findOwn(name: string): Promise<LoadedMap | null> {
  const session = await services.make?.session();
  return session ? session.find(name).catch(() => null) : null;
}

connectUrl(store, (wanted) => void open(wanted));
render(
  <StoreContext.Provider value={store}>
    <ServicesContext.Provider value={services}>
      <App onOpen={(map) => void open({ map })} />
    </ServicesContext.Provider>
  </StoreContext.Provider>,
  document.getElementById('app')!,
);
void open(decodeState(location.hash));

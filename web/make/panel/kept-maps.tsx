/** Keeps or downloads the shown map, compares it with others, and lists the maps that this browser keeps. */
import { useState } from 'preact/hooks';
import { messageOf } from '../../app/message-of.ts';
import type { LoadedMap } from '../../data/map-index.ts';
import { toThemeMap } from '../../data/theme-map.ts';
import { fileName, saveFile } from '../../export/save.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import type { MakeSession } from '../session.ts';
import type { KeptMap } from '../storage.ts';

interface PartProps {
  session: MakeSession;
  map: LoadedMap;
  kept: readonly KeptMap[];
  busy: boolean;
  /** Runs one piece of work; shows its message if it throws. */
  attempt: (work: () => Promise<void>) => Promise<void>;
}

export function KeptMaps({ session }: { session: MakeSession }) {
  const map = usePick((state) => state.map);
  const kept = usePick((state) => state.kept) ?? [];
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (!map) return null;
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const part = { session, map, kept, busy, attempt };
  return (
    <section aria-label="Kept maps">
      <h3>This map</h3>
      <KeepForm {...part} />
      {problem && <p role="alert">{problem}</p>}
      <CompareWith {...part} />
      <KeptList {...part} />
    </section>
  );
}

function KeepForm({ session, map, kept, busy, attempt }: PartProps) {
  const store = useStore();
  const [name, setName] = useState<string | null>(null);
  const wanted = (name ?? map.name).trim();
  const keep = async () => {
    const revision = kept.find((entry) => entry.name === wanted)?.revision ?? null;
    await session.keep(wanted, revision);
    setName(null);
    store.dispatch({ type: 'notice', notice: `“${wanted}” is kept in this browser.` });
  };
  const download = async () => {
    const { zipMap } = await import('../zip.ts');
    const folder = fileName(map.name, '', '').replace(/\.$/, '');
    saveFile(`${folder}.zip`, zipMap(await toThemeMap(map), folder), 'application/zip');
  };
  return (
    <div class="keep">
      <input
        type="text"
        aria-label="Name to keep the map under"
        value={name ?? map.name}
        maxLength={80}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="button" disabled={busy || wanted === ''} onClick={() => void attempt(keep)}>
        Keep
      </button>
      <button
        type="button"
        disabled={busy}
        title="The map's folder as a zip file, which the command line reads"
        onClick={() => void attempt(download)}
      >
        Download
      </button>
    </div>
  );
}

/** A choice of all other maps: made in this visit, kept in this browser, and of this site. */
function CompareWith({ session, map, kept, busy, attempt }: PartProps) {
  const store = useStore();
  const hosted = usePick((state) => state.maps);
  const names = new Set([...session.made(), ...[...kept, ...hosted].map((entry) => entry.name)]);
  names.delete(map.name);
  if (names.size === 0) return null;
  const compare = async (name: string) => {
    const other = (await session.find(name)) ?? (await session.hosted(name));
    store.dispatch({ type: 'other', other });
  };
  return (
    <label class="compare-with">
      <span>Compare with</span>
      <select
        aria-label="Compare with"
        value=""
        disabled={busy}
        onChange={({ currentTarget: { value } }) => void attempt(() => compare(value))}
      >
        <option value="" disabled>
          choose a map
        </option>
        {[...names].map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function KeptList({ session, map, kept, attempt }: PartProps) {
  if (kept.length === 0) return null;
  return (
    <>
      <h3>Kept in this browser</h3>
      <ul class="kept">
        {kept.map(({ name, papers, themes }) => (
          <li key={name}>
            <button
              type="button"
              class="inline"
              aria-current={name === map.name}
              onClick={() => void attempt(() => session.open(name))}
            >
              {name}
            </button>
            <span class="muted">
              {papers} papers, {themes} themes
            </span>
            <button
              type="button"
              class="quiet"
              aria-label={`Remove ${name}`}
              onClick={() => void attempt(() => session.drop(name))}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

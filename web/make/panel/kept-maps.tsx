/** The shown map kept in this browser or saved as a folder, and the maps that were kept or made before. */
import { useState } from 'preact/hooks';
import { fileName, saveFile } from '../../export/save.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import { toThemeMap } from '../loaded.ts';
import type { MakeSession } from '../session.ts';

export function KeptMaps({ session }: { session: MakeSession }) {
  const store = useStore();
  const map = usePick((state) => state.map);
  const kept = usePick((state) => state.kept) ?? [];
  const hosted = usePick((state) => state.maps);
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (!map) return null;
  const wanted = (name ?? map.name).trim();

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const keep = () =>
    attempt(async () => {
      const revision = kept.find((entry) => entry.name === wanted)?.revision ?? null;
      await session.keep(wanted, revision);
      setName(null);
      store.dispatch({ type: 'notice', notice: `“${wanted}” is kept in this browser.` });
    });
  const download = () =>
    attempt(async () => {
      const { zipMap } = await import('../zip.ts');
      const folder = fileName(map.name, '', '').replace(/\.$/, '');
      saveFile(`${folder}.zip`, zipMap(await toThemeMap(map), folder), 'application/zip');
    });
  const compare = (other: string) =>
    attempt(async () => {
      const found = (await session.find(other)) ?? (await session.hosted(other));
      store.dispatch({ type: 'other', other: found });
    });

  const others = [
    ...new Set([...session.made(), ...kept.map((entry) => entry.name), ...hosted.map((entry) => entry.name)]),
  ].filter((other) => other !== map.name);
  return (
    <section aria-label="Kept maps">
      <h3>This map</h3>
      <div class="keep">
        <input
          type="text"
          aria-label="Name to keep the map under"
          value={name ?? map.name}
          maxLength={80}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="button" disabled={busy || wanted === ''} onClick={() => void keep()}>
          Keep
        </button>
        <button
          type="button"
          disabled={busy}
          title="The map's folder as a zip file, which the command line reads"
          onClick={() => void download()}
        >
          Download
        </button>
      </div>
      {problem && <p role="alert">{problem}</p>}
      {others.length > 0 && (
        <label class="compare-with">
          <span>Compare with</span>
          <select
            aria-label="Compare with"
            value=""
            disabled={busy}
            onChange={(event) => void compare(event.currentTarget.value)}
          >
            <option value="" disabled>
              choose a map
            </option>
            {others.map((other) => (
              <option key={other} value={other}>
                {other}
              </option>
            ))}
          </select>
        </label>
      )}
      {kept.length > 0 && (
        <>
          <h3>Kept in this browser</h3>
          <ul class="kept">
            {kept.map((entry) => (
              <li key={entry.name}>
                <button
                  type="button"
                  class="inline"
                  aria-current={entry.name === map.name}
                  onClick={() => void attempt(() => session.open(entry.name))}
                >
                  {entry.name}
                </button>
                <span class="muted">
                  {entry.papers} papers, {entry.themes} themes
                </span>
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Remove ${entry.name}`}
                  onClick={() => void attempt(() => session.drop(entry.name))}
                >
                  Remove
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

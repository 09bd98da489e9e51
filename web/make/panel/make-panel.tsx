/** The panel "New": makes a map of a file, or of the shown map's papers with other settings. */
import '../../styles/make.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { mapName } from '../../../pipeline/map/index.ts';
import { PACKED_ENDINGS, PAPER_ENDINGS } from '../../../pipeline/read/index.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import { type FileInput, freeName, type MakeSession } from '../session.ts';
import { KeptMaps } from './kept-maps.tsx';
import { MakeStatusView } from './make-status.tsx';

/** Larger files must be built on the command line. */
const LARGEST_FILE = 50 * 2 ** 20;
/** Files that the picker offers. */
const ACCEPT = [
  ...[...PAPER_ENDINGS, ...PACKED_ENDINGS].map((ending) => `.${ending}`),
  'text/plain',
  'application/json',
].join(',');

export function MakePanel({ session }: { session: MakeSession }) {
  const store = useStore();
  const map = usePick((state) => state.map);
  const kept = usePick((state) => state.kept);
  const [chosen, setChosen] = useState<FileInput | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST_FILE) {
      setProblem(`${file.name}: larger than 50 MB; build it with "isotheme build" on the command line.`);
      return;
    }
    try {
      setChosen({ file: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
      setProblem(null);
    } catch {
      setProblem(`${file.name} cannot be read: it is a folder or is gone; choose a file of papers.`);
    }
  };
  const offered = usePick((state) => state.offered);
  useEffect(() => {
    if (!offered) return;
    store.dispatch({ type: 'offer', file: null });
    void take(offered);
  }, [offered]);
  const paste = (text: string) => {
    setProblem(null);
    setChosen(text.trim() === '' ? null : { file: 'pasted text', bytes: new TextEncoder().encode(text) });
  };
  const build = (event: Event) => {
    event.preventDefault();
    const fields = new FormData(form.current!);
    const number = (name: string) => Number(fields.get(name));
    const themes = String(fields.get('themes') ?? '').trim();
    const taken = new Set([
      ...store.get().maps.map((entry) => entry.name),
      ...(kept ?? []).map((entry) => entry.name),
      ...session.made(),
      map?.name ?? '',
    ]);
    const stem = chosen
      ? mapName(chosen.file)
      : `${(map?.name ?? 'papers').replace(/-seed-\d+(-\d+)?$/, '')}-seed-${number('seed')}`;
    const settings = {
      seed: number('seed'),
      themes: themes === '' ? null : Number(themes),
      neighbours: number('neighbours'),
      minDist: number('minDist'),
    };
    void session.build(chosen, freeName(stem, taken), settings, fields.get('like') !== null);
  };
  return (
    <section class="panel make-panel" aria-label="New map">
      <MakeStatusView session={session} />
      <form ref={form} key={map?.name} onSubmit={build}>
        <PapersField
          chosen={chosen}
          own={map?.papers.length}
          onFile={take}
          onPaste={paste}
          onOwn={() => setChosen(null)}
        />
        {problem && <p role="alert">{problem}</p>}
        <SettingFields />
        <label class="check">
          <input type="checkbox" name="like" /> Keep shared papers and themes where they are
        </label>
        <MakeButtons
          onPlace={chosen && (() => void session.place(chosen))}
          onTest={() => void session.stability()}
        />
      </form>
      <KeptMaps session={session} />
    </section>
  );
}

interface PapersFieldProps {
  chosen: FileInput | null;
  /** Number of the map's own papers. */
  own: number | undefined;
  onFile: (file: File | undefined) => Promise<void>;
  onPaste: (text: string) => void;
  /** Called when the map's own papers are to be used. */
  onOwn: () => void;
}

/** The papers of the new map: dropped, chosen or pasted ones, otherwise those of the shown map. */
function PapersField({ chosen, own, onFile, onPaste, onOwn }: PapersFieldProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <fieldset class="drop" aria-label="Papers">
      <p>
        {chosen ? (
          <>
            <strong>{chosen.file}</strong>{' '}
            <button type="button" class="quiet" onClick={onOwn}>
              Use these papers instead
            </button>
          </>
        ) : (
          <>
            Drop a file of papers here, or{' '}
            <span class="unbroken">
              <button type="button" class="inline" onClick={() => picker.current?.click()}>
                choose one
              </button>
              .
            </span>{' '}
            Without one, the map's own {own} papers are used.
          </>
        )}
      </p>
      <input
        ref={picker}
        type="file"
        class="visually-hidden"
        accept={ACCEPT}
        tabIndex={-1}
        aria-label="File of papers"
        onChange={(event) => {
          void onFile(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <textarea
        rows={2}
        aria-label="Text of papers"
        placeholder="… or paste titles and abstracts, a line each"
        onInput={(event) => onPaste(event.currentTarget.value)}
      />
    </fieldset>
  );
}

/** Settings of the new map; they begin with those of the shown map. */
function SettingFields() {
  const settings = usePick((state) => state.map?.manifest.settings);
  return (
    <div class="make-settings">
      <Setting name="seed" label="Random seed" value={settings?.seed ?? 1} min={0} max={4294967295} />
      <Setting name="themes" label="Themes" value={settings?.themes ?? ''} min={1} placeholder="found" />
      <Setting name="neighbours" label="Neighbours" value={settings?.neighbours ?? 15} min={2} max={200} />
      <Setting
        name="minDist"
        label="Min. distance"
        value={settings?.minDist ?? 0.1}
        min={0}
        max={2.9}
        step={0.05}
      />
    </div>
  );
}

interface MakeButtonsProps {
  /** Null if there are no papers to place. */
  onPlace: (() => void) | null;
  onTest: () => void;
}

function MakeButtons({ onPlace, onTest }: MakeButtonsProps) {
  const running = usePick((state) => state.make.kind === 'running');
  return (
    <div class="actions">
      <button type="submit" id="make-map" class="primary" disabled={running}>
        Make the map
      </button>
      {onPlace && (
        <button
          type="button"
          disabled={running}
          title="The papers of this map stay where they are; the new ones are put among them"
          onClick={onPlace}
        >
          Place on this map
        </button>
      )}
      <button
        type="button"
        class="quiet"
        disabled={running}
        title="Makes the themes again, 100 times without a fifth of the papers, and measures what comes back"
        onClick={onTest}
      >
        How stable are the themes?
      </button>
    </div>
  );
}

function Setting({
  name,
  label,
  ...rest
}: {
  name: string;
  label: string;
  value: number | string;
  min: number;
  max?: number;
  step?: number;
  placeholder?: string;
}) {
  const { value, ...attributes } = rest;
  return (
    <label>
      <span>{label}</span>
      <input
        type="number"
        name={name}
        defaultValue={String(value)}
        required={name !== 'themes'}
        {...attributes}
      />
    </label>
  );
}

/** The reading list with notes, export and import. */
import '../styles/reading.css';
import { useEffect, useRef } from 'preact/hooks';
import { messageOf } from '../app/message-of.ts';
import { useServices } from '../app/services.ts';
import { findPaper } from '../data/map-index.ts';
import { fileName, saveFile } from '../export/save.ts';
import { webLink } from '../panels/paper/paper.tsx';
import { SaveButtons } from '../panels/parts/buttons.tsx';
import { PaperButton } from '../panels/parts/paper-parts.tsx';
import type { Store } from '../state/store.ts';
import { usePick, useStore } from '../state/use-store.ts';
import { exportList, READING_FILES, READING_FORMATS, type ReadingFormat } from './export.ts';
import { addItems, noteItem, parseList, type ReadingItem, removeItem } from './list.ts';

/** Bytes; a larger file is not a reading list. */
const LARGEST_IMPORT = 20 * 2 ** 20;

export function ReadingPanel() {
  const store = useStore();
  const { openReadingList } = useServices();
  // All entries come from reading/list.ts; they hold more than the store's type says.
  const items = usePick((state) => state.reading) as readonly ReadingItem[];
  useEffect(openReadingList, []);
  return (
    <section class="panel reading-panel" aria-label="Reading list">
      {items.length === 0 ? (
        <p class="muted">
          Papers that you put here with “Read later” stay in this browser, with your notes, whichever map is
          open.
        </p>
      ) : (
        <ol class="reading">
          {items.map((item) => (
            <Entry key={`${item.map}\n${item.id}`} item={item} />
          ))}
        </ol>
      )}
      <div class="actions">
        {items.length > 0 && (
          <SaveButtons
            label="Save the reading list"
            caption="Save as"
            formats={READING_FORMATS.map((format) => ({ format, label: READING_FILES[format].label }))}
            onSave={(format) => void save(store, items, format)}
          />
        )}
        <Import store={store} />
      </div>
    </section>
  );
}

async function save(store: Store, items: readonly ReadingItem[], format: ReadingFormat): Promise<void> {
  const { extensions, mime } = READING_FILES[format];
  try {
    saveFile(fileName('reading', 'list', extensions[0]), await exportList(items, format), mime);
  } catch (error) {
    store.dispatch({ type: 'notice', notice: `The reading list was not saved: ${messageOf(error)}` });
  }
}

function Entry({ item }: { item: ReadingItem }) {
  const store = useStore();
  const map = usePick((state) => state.map);
  const paper = map?.name === item.map ? findPaper(map, item.id) : undefined;
  const change = (next: readonly ReadingItem[]) => store.dispatch({ type: 'reading', reading: next });
  const list = () => store.get().reading as readonly ReadingItem[];
  const link = webLink(item.url);
  const facts = [item.authors?.join(', '), item.venue, item.date].filter(Boolean).join(' · ');
  return (
    <li>
      {paper === undefined ? (
        <p class="reading-title" dir="auto">
          {item.title} <span class="muted">{item.map ? `(map ${item.map})` : ''}</span>
        </p>
      ) : (
        <PaperButton paper={paper} class="reading-title" />
      )}
      {facts && <p class="facts">{facts}</p>}
      {link && (
        <p class="facts">
          <a href={link.href} target="_blank" rel="noopener noreferrer">
            {link.hostname}
          </a>
        </p>
      )}
      <textarea
        rows={item.note ? 3 : 1}
        placeholder="Note"
        aria-label={`Note on ${item.title}`}
        value={item.note}
        onInput={(event) => change(noteItem(list(), item, event.currentTarget.value))}
      />
      <button
        type="button"
        class="quiet"
        aria-label={`Take ${item.title} out of the reading list`}
        onClick={() => change(removeItem(list(), item))}
      >
        Remove
      </button>
    </li>
  );
}

function Import({ store }: { store: Store }) {
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File) => {
    const say = (notice: string) => store.dispatch({ type: 'notice', notice });
    if (file.size > LARGEST_IMPORT) {
      say(`${file.name} is larger than a reading list can be (20 MB); choose another file.`);
      return;
    }
    const { items, problems } = parseList(await file.text());
    const before = store.get().reading as readonly ReadingItem[];
    const after = addItems(before, items);
    if (after !== before) store.dispatch({ type: 'reading', reading: after });
    const added = after.length - before.length;
    const problem =
      problems.length > 0
        ? ` ${problems[0]}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`
        : '';
    say(
      `${added} of ${items.length} ${items.length === 1 ? 'paper' : 'papers'} added from ${file.name}.${problem}`,
    );
  };
  return (
    <>
      <button type="button" class="quiet" onClick={() => input.current?.click()}>
        Import
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,.jsonl,application/json"
        aria-label="Import a reading list"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void take(file);
        }}
      />
    </>
  );
}

/** Saves a choice of papers as a file. */
import { useState } from 'preact/hooks';
import { FORMATS, PAPER_FORMATS, type PaperFormat } from '../../pipeline/export/index.ts';
import { usePick, useStore } from '../state/use-store.ts';
import { exportPapers } from './papers.ts';
import { fileName, saveFile } from './save.ts';

export function ExportMenu({ papers }: { papers: readonly number[] }) {
  const store = useStore();
  const map = usePick((state) => state.map);
  const [busy, setBusy] = useState<PaperFormat | null>(null);
  if (!map || papers.length === 0) return null;
  const save = async (format: PaperFormat) => {
    const { extensions, mime } = FORMATS[format];
    const what = papers.length === map.papers.length ? 'papers' : `${papers.length}-papers`;
    setBusy(format);
    try {
      saveFile(fileName(map.name, what, extensions[0]), await exportPapers(map, papers, format), mime);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      store.dispatch({ type: 'notice', notice: `The papers were not saved: ${message}` });
    } finally {
      setBusy(null);
    }
  };
  return (
    <fieldset class="export-menu" aria-label="Save these papers">
      <span class="muted">Save as</span>
      {PAPER_FORMATS.map((format) => (
        <button
          key={format}
          type="button"
          class="quiet"
          title={sentence(FORMATS[format].about)}
          disabled={busy !== null}
          onClick={() => void save(format)}
        >
          {busy === format ? `${FORMATS[format].label} …` : FORMATS[format].label}
        </button>
      ))}
    </fieldset>
  );
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

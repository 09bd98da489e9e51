/** Saves a choice of papers as a file. */
import { useState } from 'preact/hooks';
import { exportPapers, PAPER_FILES, PAPER_FORMATS, type PaperFormat } from '../export/papers.ts';
import { fileName, saveFile } from '../export/save.ts';
import { usePick, useStore } from '../use-store.ts';

export function ExportMenu({ papers }: { papers: readonly number[] }) {
  const store = useStore();
  const map = usePick((state) => state.map);
  const [busy, setBusy] = useState<PaperFormat | null>(null);
  if (!map || papers.length === 0) return null;
  const save = async (format: PaperFormat) => {
    const { extension, mime } = PAPER_FILES[format];
    const what = papers.length === map.papers.length ? 'papers' : `${papers.length}-papers`;
    setBusy(format);
    try {
      saveFile(fileName(map.name, what, extension), await exportPapers(map, papers, format), mime);
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
          title={PAPER_FILES[format].title}
          disabled={busy !== null}
          onClick={() => void save(format)}
        >
          {busy === format ? `${PAPER_FILES[format].label} …` : PAPER_FILES[format].label}
        </button>
      ))}
    </fieldset>
  );
}

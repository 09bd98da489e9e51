/** Saves a choice of papers as a file. */
import { exportPapers, FILE_TYPES, PAPER_FORMATS, type PaperFormat } from '../export/papers.ts';
import { fileName, saveFile } from '../export/save.ts';
import { usePick } from '../use-store.ts';

export function ExportMenu({ papers }: { papers: readonly number[] }) {
  const map = usePick((state) => state.map);
  if (!map || papers.length === 0) return null;
  const save = (format: PaperFormat) => {
    const { extension, mime } = FILE_TYPES[format];
    const what = papers.length === map.papers.length ? 'papers' : `${papers.length}-papers`;
    saveFile(fileName(map.name, what, extension), exportPapers(map, papers, format), mime);
  };
  return (
    <fieldset class="export-menu" aria-label="Save these papers">
      <span class="muted">Save as</span>
      {PAPER_FORMATS.map((format) => (
        <button key={format} type="button" class="quiet" onClick={() => save(format)}>
          {FILE_TYPES[format].label}
        </button>
      ))}
    </fieldset>
  );
}

/** Buttons that save some papers as a file. */
import { useState } from 'preact/hooks';
import { FORMATS_OF_PAPERS, PAPER_FORMATS, type PaperFormat } from '../../pipeline/export/index.ts';
import { messageOf } from '../app/message-of.ts';
import { SaveButtons } from '../panels/parts/buttons.tsx';
import { usePick, useStore } from '../state/use-store.ts';
import { exportPapers } from './papers.ts';
import { fileName, saveFile } from './save.ts';

export function ExportMenu({ papers }: { papers: readonly number[] }) {
  const store = useStore();
  const map = usePick((state) => state.map);
  const [busy, setBusy] = useState<PaperFormat | null>(null);
  if (!map || papers.length === 0) return null;
  const save = async (format: PaperFormat) => {
    const { extensions, mime } = FORMATS_OF_PAPERS[format];
    const what = papers.length === map.papers.length ? 'papers' : `${papers.length}-papers`;
    setBusy(format);
    try {
      saveFile(fileName(map.name, what, extensions[0]), await exportPapers(map, papers, format), mime);
    } catch (error) {
      store.dispatch({ type: 'notice', notice: `The papers were not saved: ${messageOf(error)}` });
    } finally {
      setBusy(null);
    }
  };
  return (
    <SaveButtons
      label="Save these papers"
      caption="Save as"
      formats={PAPER_FORMATS.map((format) => ({
        format,
        label: FORMATS_OF_PAPERS[format].label,
        title: sentence(FORMATS_OF_PAPERS[format].about),
      }))}
      busy={busy}
      onSave={(format) => void save(format)}
    />
  );
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Buttons that several panels share. */

/** The round × of a panel. @param what names the panel to screen readers: "Close the paper" */
export function CloseButton({ what, onClose }: { what: string; onClose: () => void }) {
  return (
    <button type="button" class="quiet close" aria-label={`Close the ${what}`} onClick={onClose}>
      ×
    </button>
  );
}

/** A row of buttons of which one is chosen. */
export function Segmented<T extends string | number>({
  label,
  options,
  chosen,
  onChoose,
}: {
  label: string;
  options: readonly (readonly [value: T, name: string])[];
  chosen: T;
  onChoose: (value: T) => void;
}) {
  return (
    <fieldset class="segmented" aria-label={label}>
      {options.map(([value, name]) => (
        <button key={value} type="button" aria-pressed={chosen === value} onClick={() => onChoose(value)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}

interface SaveButtonsProps<F extends string> {
  /** What is saved: "Save these papers". */
  label: string;
  /** Text before the buttons. */
  caption?: string;
  formats: readonly { format: F; label: string; title?: string }[];
  /** The format that is being saved: no other can be chosen meanwhile. */
  busy?: F | null;
  onSave: (format: F) => void;
}

/** A button for each file format. */
export function SaveButtons<F extends string>({
  label,
  caption,
  formats,
  busy = null,
  onSave,
}: SaveButtonsProps<F>) {
  return (
    <fieldset class="export-menu" aria-label={label}>
      {caption && <span class="muted">{caption}</span>}
      {formats.map(({ format, label: name, title }) => (
        <button
          key={format}
          type="button"
          class="quiet"
          title={title}
          disabled={busy !== null}
          onClick={() => onSave(format)}
        >
          {busy === format ? `${name} …` : name}
        </button>
      ))}
    </fieldset>
  );
}

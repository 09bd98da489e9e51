/** Hand labels of papers, for evaluation: JSON lines with "id" and "label", which may be a corpus with labels. */
import { UserError } from '../util/errors.ts';
import { readJsonLines } from './json-lines.ts';

const NEEDS = '{"id": …, "label": …}';

/**
 * Reads hand labels: a JSON object a line with "id" and "label", also compressed.
 * @returns label by paper id; a line without an id gets its position ("0", "1", …), as in the read stage
 * @throws UserError if a line is not a JSON object, an id has two different labels, or no line has a label
 */
export async function readLabels(bytes: Uint8Array, fileName: string): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  for (const [position, { record, fault }] of (await readJsonLines(bytes, fileName, NEEDS)).entries()) {
    const id = word(record.id) ?? String(position);
    const label = word(record.label);
    if (label === null) continue;
    const before = labels.get(id);
    if (before !== undefined && before !== label)
      throw fault(
        `gives paper "${id}" the label "${label}", but an earlier line gives it "${before}"; keep one.`,
      );
    labels.set(id, label);
  }
  if (labels.size === 0) throw new UserError(`${fileName}: no labels found; each line needs ${NEEDS}.`);
  return labels;
}

function word(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** Hand labels of papers, for evaluation: JSON lines with "id" and "label", which may be a corpus with labels. */
import { UserError } from '../util/errors.ts';
import { readText } from './bytes/decode.ts';
import { isRecord } from './records/values.ts';

const EXPECTED = 'give a JSON object a line, {"id": …, "label": …}';

/**
 * Reads hand labels: a JSON object a line with "id" and "label", also compressed.
 * @returns label by paper id; a line without an id gets its position ("0", "1", …), as in the read stage
 * @throws UserError if a line is not a JSON object, an id has two different labels, or no line has a label
 */
export async function readLabels(bytes: Uint8Array, fileName: string): Promise<Map<string, string>> {
  const text = await readText(bytes, fileName, EXPECTED);
  const labels = new Map<string, string>();
  let position = 0;
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '') continue;
    const record = parse(line);
    if (!isRecord(record))
      throw new UserError(
        `${fileName}: line ${index + 1} is not a JSON object; each line needs {"id": …, "label": …}.`,
        { file: fileName, line: index + 1 },
      );
    const id = word(record.id) ?? String(position);
    position++;
    const label = word(record.label);
    if (label === null) continue;
    const before = labels.get(id);
    if (before !== undefined && before !== label)
      throw new UserError(
        `${fileName}: line ${index + 1} gives paper "${id}" the label "${label}", but an earlier line gives it "${before}"; keep one.`,
        { file: fileName, line: index + 1 },
      );
    labels.set(id, label);
  }
  if (labels.size === 0)
    throw new UserError(`${fileName}: no labels found; each line needs {"id": …, "label": …}.`);
  return labels;
}

function word(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

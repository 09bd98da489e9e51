import { UserError } from '../util/errors.ts';
import { readText } from './bytes/decode.ts';
import { isRecord } from './records/values.ts';

export interface JsonLine {
  record: Record<string, unknown>;
  /** An error that names the line, what is wrong with it, and what it needs. */
  fault(what: string): UserError;
}

/**
 * The JSON objects of a file of one a line, also compressed; empty lines are passed over.
 * @param needs what each line must look like, for messages
 * @throws UserError if a line is not a JSON object
 */
export async function readJsonLines(bytes: Uint8Array, fileName: string, needs: string): Promise<JsonLine[]> {
  const text = await readText(bytes, fileName, `give a JSON object a line, ${needs}`);
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const at = { file: fileName, line: index + 1 };
    const fault = (what: string) => new UserError(`${fileName}: line ${index + 1} ${what}`, at);
    const record = parse(line);
    if (!isRecord(record)) throw fault(`is not a JSON object; each line needs ${needs}.`);
    return [{ record, fault }];
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

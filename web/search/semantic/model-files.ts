/** Checks that a site has a model's files before they are loaded: transformers.js accepts any answer as a file. */
import { CONFIG_FILE, type ModelFile, TOKENIZER_CONFIG_FILE } from '../../../pipeline/embed/index.ts';

/** Characters of the server's reason that an error message quotes. */
const REASON = 200;
/** Statuses of hosts without HEAD; a missing file then shows when it is loaded. */
const NO_HEAD = [405, 501];

/**
 * Requests each file of a model.
 * @param models absolute URL of the folder that holds the model's folder
 * @throws Error with one sentence if the site cannot be reached, lacks a file, or answers with a web page
 */
export async function checkModelFiles(
  spec: { id: string; onnx: Pick<ModelFile, 'path'>; tokenizer: Pick<ModelFile, 'path'> },
  models: string,
  ask: typeof fetch = fetch,
): Promise<void> {
  const files = [CONFIG_FILE, TOKENIZER_CONFIG_FILE, spec.tokenizer.path, spec.onnx.path];
  const faults = await Promise.all(
    files.map((file) => faultOf(new URL(`${spec.id}/${file}`, models).href, file === CONFIG_FILE, ask)),
  );
  const at = faults.findIndex((fault) => fault !== null);
  if (at >= 0)
    throw new Error(
      `This site ${faults[at]} ${files[at]} of the model ${spec.id}; fetch the model with "isotheme model fetch ${spec.id}" and serve again.`,
    );
}

/** What is wrong with the site's answer, phrased to precede the file's name; null if it is fine. */
async function faultOf(url: string, whole: boolean, ask: typeof fetch): Promise<string | null> {
  const answer = await ask(url, { method: whole ? 'GET' : 'HEAD' }).catch(() => null);
  if (!answer) return 'cannot be reached for';
  if (NO_HEAD.includes(answer.status)) return null;
  const type = answer.headers.get('content-type') ?? '';
  if (answer.status === 404) return 'does not hold';
  if (!answer.ok) {
    const reason = whole && type.startsWith('text/plain') ? (await answer.text()).trim() : '';
    return `answers with status ${answer.status}${reason && ` (${reason.slice(0, REASON)})`} for`;
  }
  return type.startsWith('text/html') ? 'answers with a web page instead of' : null;
}

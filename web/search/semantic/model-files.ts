/** Whether a site holds a model's files: asked first, because the library takes whatever a site answers for a file. */
import { CONFIG_FILE, type ModelFile, TOKENIZER_CONFIG_FILE } from '../../../pipeline/embed/index.ts';

/** Longest reason of a server that is passed on. */
const REASON = 200;
/** Hosts that know no HEAD say so; what they hold shows when it is loaded. */
const NO_HEAD = [405, 501];

/**
 * Asks for each file of a model.
 * @param models absolute URL of the folder that holds the model's folder
 * @throws Error with one sentence where the site cannot be reached, lacks a file, or gives a web page in its place
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

/** What is wrong with the site's answer, to stand before the file's name; null where nothing is. */
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
  return type.startsWith('text/html') ? 'gives a web page in the place of' : null;
}

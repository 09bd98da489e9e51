/** The model of a finished map, for what is asked of it or added to it. */

import type { ThemeMap } from '../../map/index.ts';
import { UserError } from '../../util/index.ts';
import type { EmbedderOptions } from './embedder.ts';

/** Why no text can be embedded as the map's papers were; null where one can. */
export function whyNoModel({ manifest }: ThemeMap, endpoint?: string): string | null {
  const { embedder, vectors, endpoint: address } = manifest.settings;
  if (embedder === 'given')
    return `This map was made from the vectors in ${vectors?.file ?? 'a file'}, and names no model of them; build it with --model too to ask it by meaning`;
  if (embedder === 'endpoint' && endpoint === undefined)
    return `This map's vectors came from ${address}; nothing is sent there unless --endpoint names it`;
  return null;
}

/**
 * What `createEmbedder` needs to make the map's own embedder.
 * @param endpoint the address that a map by endpoint may be asked at
 * @throws UserError where there is no such embedder
 */
export function modelOf(map: ThemeMap, endpoint?: string): EmbedderOptions {
  const { embedder: kind, model, seed } = map.manifest.settings;
  const reason = whyNoModel(map, endpoint);
  if (reason !== null || kind === 'given') throw new UserError(`${reason}.`);
  if (kind === 'lexical') return { kind, seed };
  if (kind === 'endpoint') return { kind, model: model.id, endpoint };
  const pooling = model.pooling === 'none' ? undefined : model.pooling;
  return { kind, model: model.id, choice: { pooling }, recorded: model.sha256, seed };
}

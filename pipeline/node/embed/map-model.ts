/** The embedder of a finished map, for questions about it and papers added to it. */
import type { ThemeMap } from '../../map/index.ts';
import { UserError } from '../../util/index.ts';
import type { EmbedderOptions } from './embedder.ts';

/** Why no text can be embedded as the map's papers were; null if one can. */
export function whyNoModel({ manifest }: ThemeMap, endpoint?: string): string | null {
  const { embedder, vectors, endpoint: address } = manifest.settings;
  if (embedder === 'given')
    return `This map was built from the vectors in ${vectors?.file ?? 'a file'} and records no model for them; build it with --model as well to search it by meaning`;
  if (embedder === 'endpoint' && endpoint === undefined)
    return `This map's vectors came from ${address}; nothing is sent there unless --endpoint names it`;
  return null;
}

/**
 * The options with which `createEmbedder` creates the map's own embedder.
 * @param endpoint address that may be used for a map whose vectors came from an endpoint
 * @throws UserError if there is no such embedder
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

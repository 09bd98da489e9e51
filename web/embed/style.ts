/** The map's style for a shadow tree: rules for `:root` apply to `:host`. */
import map from '../styles/map.css?inline';
import tokens from '../styles/tokens.css?inline';
import own from './mount.css?inline';

const onHost = tokens.replace(/:root(\[[^\]]*\])?/g, (_, state: string | undefined) =>
  state ? `:host(${state})` : ':host',
);

let sheet: CSSStyleSheet | undefined;

/** One style sheet for all maps of a page. A policy against inline styles allows constructed sheets. */
export function mountStyle(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(onHost + map + own);
  }
  return sheet;
}

/** The map's own style, made to hold in a shadow tree: what is said of the page is said of the host there. */
import map from '../styles/map.css?inline';
import tokens from '../styles/tokens.css?inline';
import own from './mount.css?inline';

const onHost = tokens.replace(/:root(\[[^\]]*\])?/g, (_, state: string | undefined) =>
  state ? `:host(${state})` : ':host',
);

let sheet: CSSStyleSheet | undefined;

/** One sheet for all maps of a page. It is constructed, which a policy against inline styles allows. */
export function mountStyle(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(onHost + map + own);
  }
  return sheet;
}

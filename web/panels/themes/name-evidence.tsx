/** Why the open theme has its name: how many papers use it, some of them, and what else it might be called. */
import { type MapTheme, nameSentence, runnersUpSentence } from '../../../pipeline/map/index.ts';
import { PaperButton } from '../parts/paper-parts.tsx';

/** Nothing for a theme whose name comes from elsewhere. */
export function NameEvidence({ theme }: { theme: MapTheme }) {
  const sentence = nameSentence(theme);
  if (sentence === null) return null;
  const papers = theme.evidence?.papers ?? [];
  const runnersUp = runnersUpSentence(theme);
  return (
    <details class="name-evidence">
      <summary>Why this name?</summary>
      <p>
        {sentence}
        {papers.length > 0 && ' Among them:'}
      </p>
      {papers.length > 0 && (
        <ul class="name-papers" aria-label="Papers that use the name">
          {papers.map((paper) => (
            <li key={paper}>
              <PaperButton paper={paper} class="source" />
            </li>
          ))}
        </ul>
      )}
      {runnersUp && <p>{runnersUp}</p>}
    </details>
  );
}

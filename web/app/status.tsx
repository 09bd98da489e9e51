/** The page's message while no map is shown. */
import { usePick } from '../state/use-store.ts';

export function Status({ onOpen }: { onOpen: (map: string) => void }) {
  const status = usePick((state) => state.status);
  const maps = usePick((state) => state.maps);
  switch (status.kind) {
    case 'ready':
      return null;
    case 'loading':
      return (
        <div class="state" role="status">
          <span class="spinner" aria-hidden="true" />
          <p>Loading {status.what} …</p>
        </div>
      );
    case 'empty':
      return (
        <div class="state" role="status">
          <h2>There is no map yet</h2>
          <p>
            Make one from a file of papers, then reload this page: <code>npx isotheme build papers.txt</code>
          </p>
        </div>
      );
    case 'failed':
      return (
        <div class="state" role="alert">
          <h2>This map cannot be shown</h2>
          <p>{status.message}</p>
          {maps.length > 1 && (
            <ul class="other-maps" aria-label="Other maps">
              {maps.map((map) => (
                <li key={map.name}>
                  <button type="button" onClick={() => onOpen(map.name)}>
                    {map.name}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      );
  }
}

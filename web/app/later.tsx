/** A panel whose code is loaded when it is first opened. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** @param load must be the same function at each rendering */
export function Later({ load }: { load: () => Promise<ComponentType> }) {
  const [state, setState] = useState<{ panel?: ComponentType; failed?: string }>({});
  useEffect(() => {
    let ended = false;
    load().then(
      (panel) => !ended && setState({ panel }),
      () => !ended && setState({ failed: 'This part of the page could not be fetched; reload the page.' }),
    );
    return () => {
      ended = true;
    };
  }, [load]);
  if (state.panel) return <state.panel />;
  return (
    <p class="muted" role="status">
      {state.failed ?? 'Loading …'}
    </p>
  );
}

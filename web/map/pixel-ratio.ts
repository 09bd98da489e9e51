/** The screen's device pixels per pixel, which change where the window is moved to another screen or the page is zoomed. */

/**
 * Calls `changed` after each change of `devicePixelRatio`.
 * @returns a function that ends this
 */
export function onDensityChange(changed: () => void): () => void {
  let query: MediaQueryList;
  // A query asks for one density alone: after a change it is another one's turn.
  const arm = () => {
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener('change', follow, { once: true });
  };
  const follow = () => {
    arm();
    changed();
  };
  arm();
  return () => query.removeEventListener('change', follow);
}

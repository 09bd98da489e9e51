/** Device pixels per pixel, which change when the window moves to another screen or the page is zoomed. */

/**
 * Calls `changed` after each change of `devicePixelRatio`.
 * @returns a function that stops this
 */
export function onDensityChange(changed: () => void): () => void {
  let query: MediaQueryList;
  // A media query matches a single density; a new one is needed after each change.
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

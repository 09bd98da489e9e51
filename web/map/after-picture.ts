/**
 * Settles when what is being drawn is on the screen: the frame after the next begins. At once in a page that is not
 * looked at, which draws nothing.
 */
export function afterPicture(): Promise<void> {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}

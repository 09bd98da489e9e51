/** Frames until one that was asked for is seen: the page, its compositor and the graphics process each hold one. */
const DEPTH = 4;

/** Settles when what is drawn in the next frame is on the screen; at once in a page that is hidden and draws nothing. */
export async function afterPicture(): Promise<void> {
  for (let frame = 0; frame < DEPTH && !document.hidden; frame++)
    await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Frames from a request until its result is visible: page, compositor and graphics process each hold one. */
const DEPTH = 4;

/** Resolves when the next frame's drawing is on the screen; at once in a hidden page, which draws nothing. */
export async function afterFrame(): Promise<void> {
  for (let frame = 0; frame < DEPTH && !document.hidden; frame++)
    await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** When a map's first picture stands, and how long frames take while it is panned; measured in the page. */
import type { Page } from 'playwright-core';

/** What is left in the page. */
export type Globals = { firstMap: number; frames: number[] };

/** Two frames after the first name stands on the map, what is under it has been drawn. */
export function watchFirstMap(): void {
  const look = () => {
    if (document.querySelector('.map svg text'))
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          (globalThis as unknown as Globals).firstMap = performance.now();
        }),
      );
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Milliseconds of each frame while the pointer drags the map, ascending; from a place where no name is, which would open up. */
export async function pan(page: Page): Promise<number[]> {
  const [x, y] = await page.evaluate(() => {
    for (let y = 400; y < 700; y += 20)
      for (let x = 800; x < 1000; x += 20)
        if (!document.elementFromPoint(x, y)?.closest('text')) return [x, y] as const;
    return [800, 400] as const;
  });
  await page.evaluate(() => {
    const times: number[] = [];
    (globalThis as unknown as Globals).frames = times;
    let last = performance.now();
    const tick = (now: number) => {
      times.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 0; step < 60; step++) await page.mouse.move(x - 4 * step, y + 2 * step);
  await page.mouse.up();
  const frames = await page.evaluate(() => (globalThis as unknown as Globals).frames.slice(1));
  return frames.sort((a, b) => a - b);
}

/** `npm run pictures`: takes the README's pictures anew and writes them beside this file. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { it } from 'vitest';
import { launch } from '../browser/site.ts';
import { picture, SCENES, startScenes } from './scenes.ts';

it('takes the pictures of README.md', async () => {
  const site = await startScenes();
  const browser = await launch();
  try {
    for (const name of Object.keys(SCENES)) {
      const bytes = await picture(browser, site, name);
      await writeFile(path.join(import.meta.dirname, `${name}.webp`), bytes);
      console.log(`${name}.webp ${Math.round(bytes.length / 1000)} KB`);
    }
  } finally {
    await browser.close();
    await site.close();
  }
});

/** `npm run pictures`: takes the pictures of README.md and docs/ again and writes them to docs/pictures/. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { it } from 'vitest';
import { launch } from '../browser/site.ts';
import { picture, printPicture, SCENES, startScenes } from './scenes.ts';

it('takes the pictures of README.md and docs/', async () => {
  const site = await startScenes();
  const browser = await launch();
  try {
    const write = async (name: string, bytes: Buffer) => {
      await writeFile(path.resolve('docs/pictures', `${name}.webp`), bytes);
      console.log(`${name}.webp ${Math.round(bytes.length / 1000)} KB`);
    };
    for (const name of Object.keys(SCENES)) await write(name, await picture(browser, site, name));
    await write('print', await printPicture());
  } finally {
    await browser.close();
    await site.close();
  }
});

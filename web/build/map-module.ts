/** Vite plugin: the map alone as one ES module, `isotheme-map.js`, for other pages (web/embed). */
import type { Plugin } from 'vite';
import { buildInMemory, web } from './in-memory.ts';

export function mountModule(): Plugin {
  return {
    name: 'isotheme:mount',
    apply: 'build',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'isotheme-map.js', source: await buildMount() });
    },
  };
}

async function buildMount(): Promise<string> {
  const files = await buildInMemory(
    {
      name: 'isotheme:no-fonts',
      enforce: 'pre',
      // A shadow tree cannot declare fonts: the map uses Inter if the page has it, else the system's font.
      transform: (code, id) => (id.includes('/styles/') ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : null),
    },
    {
      // Vite's library mode would leave white space in the module.
      rolldownOptions: {
        input: `${web}embed/entry.ts`,
        preserveEntrySignatures: 'strict',
        output: { format: 'es' },
      },
    },
  );
  const [chunk] = files;
  if (files.length !== 1 || chunk?.type !== 'chunk')
    throw new Error(
      `one module was expected, but there are ${files.map((file) => file.fileName).join(', ')}`,
    );
  return chunk.code;
}

/** Assembles pipeline/simd/kernel.wat into a module that contains its bytes, which Node and browsers load alike. */
import { readFile, writeFile } from 'node:fs/promises';
import wabt from 'wabt';

const folder = new URL('./', import.meta.url);
const source = await readFile(new URL('kernel.wat', folder), 'utf8');
const { parseWat } = await wabt();
const module = parseWat('kernel.wat', source, { simd: true });
module.validate();
const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
const text = `/** kernel.wat, assembled by pipeline/simd/assemble.mjs. */\nexport const KERNEL_WASM = '${base64}';\n`;
await writeFile(new URL('kernel-wasm.ts', folder), text);

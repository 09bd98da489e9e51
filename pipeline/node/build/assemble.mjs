/** Assembles pipeline/simd/products.wat into a module that holds its bytes, so that Node and a browser load it alike. */
import { readFile, writeFile } from 'node:fs/promises';
import wabt from 'wabt';

const folder = new URL('../../simd/', import.meta.url);
const source = await readFile(new URL('products.wat', folder), 'utf8');
const { parseWat } = await wabt();
const module = parseWat('products.wat', source, { simd: true });
module.validate();
const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
const text = `/** products.wat, assembled by pipeline/node/build/assemble.mjs. */\nexport const PRODUCTS_WASM = '${base64}';\n`;
await writeFile(new URL('products-wasm.ts', folder), text);

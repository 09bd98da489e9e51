/** Dot products and sparse products, in WebAssembly if the runtime has it. */
export { codeRows } from './code-products.ts';

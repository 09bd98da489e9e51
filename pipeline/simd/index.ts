/** Dot products and sparse products, in WebAssembly where there is one. */
export { codeRows } from './code-products.ts';

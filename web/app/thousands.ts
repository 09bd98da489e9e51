/** A count with separators: 12,345. Creating the browser's own number format takes longer than drawing a small map. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A count as it is read, 12,345. The browser's own formats take longer to load than a small map to draw. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

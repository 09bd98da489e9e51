/**
 * One cell of a CSV file; empty for null and undefined. Lists are joined by "; ".
 *
 * A text cell that a spreadsheet would run as a formula (it begins with = + - @, tab or carriage return) gets an
 * apostrophe in front (OWASP, "CSV injection"), which spreadsheets hide and a reader of the file can remove. Numbers are
 * unchanged.
 */
export function csvCell(value: string | number | readonly (string | number)[] | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : value.join('; ');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

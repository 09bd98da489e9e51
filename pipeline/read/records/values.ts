/** Single values of records, whatever format they came in. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * An ISO 8601 date as precise as the input: "2024", "2024-10", "2024-10-07"; null where there is none to be read.
 * Takes years, ISO dates and times, and `{"date-parts": [[2024, 10]]}` of CSL-JSON.
 */
export function isoDate(value: unknown): string | null {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 1000 && value <= 2999 ? String(value) : null;
  if (isRecord(value)) {
    const parts = value['date-parts'];
    if (Array.isArray(parts) && Array.isArray(parts[0]))
      return isoDate(parts[0].map((part) => (plainText(part) ?? '').padStart(2, '0')).join('-'));
    return null;
  }
  if (typeof value !== 'string') return null;
  const match = /^\s*([12]\d{3})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)/.exec(value);
  if (!match) return null;
  const [, year, month, day] = match;
  if (month === undefined || Number(month) < 1 || Number(month) > 12) return year!;
  const start = `${year}-${month.padStart(2, '0')}`;
  return day === undefined || Number(day) < 1 || Number(day) > 31
    ? start
    : `${start}-${day.padStart(2, '0')}`;
}

/** Text of a string, a number, a list of strings or an object that stands for a name; null for anything else. */
export function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value))
    return value.length > 0 && value.every((v) => typeof v === 'string') ? value.join(' ') : null;
  if (!isRecord(value)) return null;
  for (const key of ['name', 'display_name', 'literal', 'value', 'tag', 'raw_author_name'])
    if (typeof value[key] === 'string') return value[key];
  const given = value.given ?? value.firstName ?? value.first;
  const family = value.family ?? value.lastName ?? value.last;
  const parts = [given, family].filter((part) => typeof part === 'string');
  if (parts.length > 0) return parts.join(' ');
  // {"author": {"name": …}}
  return isRecord(value.author) && !isRecord(value.author.author) ? plainText(value.author) : null;
}

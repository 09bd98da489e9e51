/** Text with Markdown's special characters escaped, and line breaks as spaces. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~$]/g, '\\$&');
}

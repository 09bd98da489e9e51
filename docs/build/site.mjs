/**
 * `node docs/build/site.mjs FOLDER` writes the documentation as a static site: README.md is its first page, every other
 * page lies beside it. `npm run docs` puts the API pages into FOLDER/api and a live map into FOLDER/map before. The
 * pages load nothing from other origins; a broken link fails the run.
 */
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = path.resolve(process.argv[2]);

/** Pages at the root of the repository; those of docs/ keep their names. */
const ROOT_PAGES = {
  'README.md': 'index.html',
  'ARCHITECTURE.md': 'architecture.html',
  'CONTRIBUTING.md': 'contributing.html',
  'CHANGELOG.md': 'changes.html',
};
const NAVIGATION = [
  ['Isotheme', 'index.html'],
  ['Live map', 'map/index.html'],
  ['Tasks', 'tasks.html'],
  ['Command line', 'cli.html'],
  ['Inputs and outputs', 'inputs-and-outputs.html'],
  ['Library', 'library.html'],
  ['API', 'api/index.html'],
  ['Map format', 'map-format.html'],
  ['Design', 'design.html'],
  ['Measured', 'measured.html'],
  ['Scaling', 'scaling.html'],
  ['Glossary', 'glossary.html'],
  ['Dependencies', 'dependencies.html'],
  ['Architecture', 'architecture.html'],
  ['Contributing', 'contributing.html'],
  ['Changes', 'changes.html'],
];

const { homepage } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
const repository = homepage.replace(/#.*/, '');

/** Source of each page, from the root of the repository → its file in the site. */
const pages = new Map(Object.entries(ROOT_PAGES));
for (const name of await readdir(path.join(root, 'docs')))
  if (name.endsWith('.md')) pages.set(`docs/${name}`, name.replace(/md$/, 'html'));

await mkdir(out, { recursive: true });
await cp(path.join(root, 'docs/pictures'), path.join(out, 'pictures'), { recursive: true });
await cp(path.join(root, 'docs/build/style.css'), path.join(out, 'style.css'));
for (const [source, file] of pages) await writeFile(path.join(out, file), await page(source, file));

const broken = (await Promise.all([...pages.values()].map(brokenLinks))).flat();
if (broken.length > 0) {
  console.error(`${broken.length} broken links:\n${broken.join('\n')}`);
  process.exitCode = 1;
} else console.log(`${pages.size} pages in ${path.relative('', out)}`);

async function page(source, file) {
  const markdown = await readFile(path.join(root, source), 'utf8');
  const links = NAVIGATION.map(
    ([name, href]) => `<a href="${href}"${href === file ? ' aria-current="page"' : ''}>${name}</a>`,
  );
  const title = /^# (.*)$/m.exec(markdown)[1];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === 'Isotheme' ? title : `${title} – Isotheme`}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<nav aria-label="Pages">${links.join('\n')}</nav>
<main>
${renderer(source).parse(markdown)}</main>
</body>
</html>
`;
}

/** Markdown → HTML; headings get the ids that code hosts give them, and links lead to pages of the site. */
function renderer(source) {
  return new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        return `<a href="${target(source, href)}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text }) {
        return `<img src="${target(source, href)}" alt="${text}">`;
      },
      table(token) {
        const row = (cells, tag) =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>\n`;
        const rows = token.rows.map((cells) => row(cells, 'td')).join('');
        return `<div class="table"><table>\n${row(token.header, 'th')}${rows}</table></div>\n`;
      },
    },
  });
}

function slug(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** Where a link of a page leads in the site; files that are no pages lie in the repository. */
function target(source, href) {
  if (/^(?:https?:|#)/.test(href)) return href;
  const [file, hash] = href.split('#');
  const to = path.posix.join(path.posix.dirname(source), file);
  const fragment = hash === undefined ? '' : `#${hash}`;
  if (pages.has(to)) return pages.get(to) + fragment;
  if (to.startsWith('docs/pictures/')) return to.slice('docs/'.length);
  return `${repository}/blob/main/${to}${fragment}`;
}

/** Links of a page that lead to no file of the site, none of its headings, or no file of the repository. */
async function brokenLinks(file) {
  const html = await readFile(path.join(out, file), 'utf8');
  const found = [];
  for (const [, attribute, to] of html.matchAll(/<[^>]* (href|src)="([^"]*)"/g)) {
    const ours = to.startsWith(`${repository}/blob/main/`);
    if (/^https?:/.test(to) && !ours) {
      if (attribute === 'src') found.push(`${file}: ${to} is loaded from another origin`);
      continue;
    }
    const [name, hash] = to.split('#');
    const there = ours
      ? path.join(root, name.slice(`${repository}/blob/main/`.length))
      : path.join(out, name || file);
    if (!(await stat(there).catch(() => null))) found.push(`${file}: ${to}`);
    else if (hash && !ours && !(await readFile(there, 'utf8')).includes(`id="${hash}"`))
      found.push(`${file}: ${to}`);
  }
  return found;
}

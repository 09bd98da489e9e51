/** The built dashboard behind the real server, with maps of its own, and a real browser that watches what it asks for. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildMap } from '../../pipeline/build/build.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { writeMap } from '../../pipeline/node/files/map-folder.ts';
import { type RunningServer, startServer } from '../../pipeline/node/serve/server.ts';
import type { Embedder, Paper } from '../../pipeline/types.ts';
import { isotheme, PAGE } from '../cli/run.ts';
import { groupedEmbedder, groupedVectors } from '../support/small-map.ts';
import { CHROMIUM_ARGS, provideChromium } from './chromium.ts';

export const WEB_ROOT = path.resolve('dist/web');

export interface Site {
  url: string;
  /** Folder of the maps. */
  maps: string;
  close(): Promise<void>;
}

/** Serves the page's own map ("page") and those given. @param model the folder of models, or why there is none */
export async function startSite(maps: readonly ThemeMap[], model: () => Promise<string>): Promise<Site> {
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-web-'));
  const built = await isotheme(['build', PAGE, '-o', path.join(folder, 'page'), '--quiet']);
  if (built.code !== 0) throw new Error(built.stderr);
  for (const map of maps) await writeMap(map, path.join(folder, map.manifest.name));
  const models = model();
  models.catch(() => {});
  const server: RunningServer = await startServer({ webRoot: WEB_ROOT, mapsRoot: folder, model: models });
  return {
    url: server.url,
    maps: folder,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param args in the place of those that give WebGL to a machine without a GPU */
export function launch(args: string[] = CHROMIUM_ARGS): Promise<Browser> {
  return chromium.launch({ executablePath: provideChromium(), args });
}

export interface Watched {
  page: Page;
  /** Every address that was asked for, workers' requests among them. */
  requests: string[];
  /** Errors of programs and of the page's policy. */
  errors: string[];
}

/** A fresh visitor (nothing kept) who opens a map and sees its search box. */
export async function visit(
  browser: Browser,
  url: string,
  map: string,
  options: {
    width?: number;
    height?: number;
    context?: BrowserContextOptions;
    before?: (page: Page) => Promise<unknown>;
  } = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    reducedMotion: 'reduce',
    acceptDownloads: true,
    ...options.context,
  });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) errors.push(message.text());
  });
  await options.before?.(page);
  await page.goto(`${url}#map=${map}`);
  await page.getByRole('searchbox', { name: 'Search papers' }).waitFor();
  // The first picture comes before the papers do.
  await page.locator('.map[aria-busy="false"]').waitFor();
  return { page, requests, errors };
}

/** Requests that left the page's own origin; what a page makes itself (blob:, data:) leaves nothing. */
export function outside(requests: readonly string[], url: string): string[] {
  return requests.filter((request) => !/^(?:blob|data):/.test(request) && !request.startsWith(url));
}

/** A map with years, venues, authors and links: 60 papers in three groups. */
export function datedMap(): Promise<ThemeMap> {
  const topics = ['speculative decoding', 'underwater tracking', 'program repair'];
  const papers = Array.from({ length: 60 }, (_, i): Paper => {
    const topic = topics[i % 3]!;
    return {
      id: `p${i}`,
      title: `Study ${i} of ${topic}`,
      abstract: `We study ${topic}. The ${topic} of study ${i} is measured on many tasks. A second sentence on ${topic} follows here.`,
      authors: [i % 2 ? 'Ada Lovelace' : 'Émile Borel', 'Kim Lee'],
      date: `${2019 + (i % 5)}-03`,
      venue: i % 4 === 0 ? 'ACL' : 'COLM',
      url: i === 0 ? 'javascript:alert(1)' : `https://example.org/${i}`,
    };
  });
  return buildMap(
    papers,
    { name: 'dated', file: 'dated.jsonl', sha256: 'c'.repeat(64), warnings: 0 },
    { embedder: groupedEmbedder() },
    { seed: 1, themes: 3 },
  );
}

/** A map made from word counts, and one of many papers for the table. */
export function lexicalMap(): Promise<ThemeMap> {
  return manyPapers('lexical', 12, {
    model: { id: 'lexical', sha256: null, pooling: 'none', dimension: 8 },
    embed: async (texts) => groupedVectors(texts.length, 1),
  });
}

export function largeMap(): Promise<ThemeMap> {
  return manyPapers('large', 1200, groupedEmbedder());
}

function manyPapers(name: string, count: number, embedder: Embedder): Promise<ThemeMap> {
  const papers = Array.from({ length: count }, (_, i) => ({
    id: String(i),
    title: `Paper ${i}`,
    abstract: `Words of group ${i % 3} and of paper ${i}.`,
  }));
  return buildMap(
    papers,
    { name, file: `${name}.jsonl`, sha256: 'd'.repeat(64), warnings: 0 },
    { embedder },
    { seed: 1, themes: 3 },
  );
}

export const HOSTILE = [
  '<img src=x onerror="globalThis.__ran=1">',
  '</script><script>globalThis.__ran=1</script>',
  '\u202eright to left\u202c and \u0000 and 😀',
  '"><svg onload=globalThis.__ran=1>',
  'x'.repeat(10_000),
  '{{constructor}} &lt;b&gt; <!-- <style>*{display:none}</style>',
];

/** A map whose every text is hostile. */
export function hostileMap(): Promise<ThemeMap> {
  const papers = Array.from({ length: 24 }, (_, i): Paper => {
    const text = HOSTILE[i % HOSTILE.length]!;
    return {
      id: `${i} ${text.slice(0, 40)}`,
      title: text,
      abstract: `${text}. Common words of all papers here. ${text}`,
      authors: [text],
      venue: text,
      url: `javascript:globalThis.__ran=1//${i}`,
      date: '2024',
    };
  });
  return buildMap(
    papers,
    { name: 'hostile', file: '<b>.jsonl', sha256: 'e'.repeat(64), warnings: 0 },
    { embedder: groupedEmbedder() },
    { seed: 1, themes: 3 },
  );
}

/** Writes a file beside the maps, for imports. */
export async function writeBeside(site: Site, name: string, text: string): Promise<string> {
  const file = path.join(site.maps, name);
  await writeFile(file, text);
  return file;
}

/** Whoever takes Isotheme as a library reads of each name what it is: shapes, units, errors, source. */
import path from 'node:path';
import { API, type Checker, type Symbol as Name, SymbolFlags } from 'typescript/unstable/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ENTRIES = ['pipeline/node/index.ts', 'pipeline/index.ts', 'web/embed/entry.ts'];

let api: API;
let checker: Checker;
let exportsOf: (entry: string) => readonly Name[];

beforeAll(() => {
  api = new API({ cwd: process.cwd() });
  const config = path.resolve('tsconfig.json');
  const project = api.updateSnapshot({ openProject: config }).getProject(config)!;
  checker = project.checker;
  exportsOf = (entry) => {
    const module = checker.getSymbolAtLocation(project.program.getSourceFile(path.resolve(entry))!)!;
    return checker
      .getExportsOfModule(module)
      .map((each) => (each.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each));
  };
});
afterAll(() => api.close());

function documentation(name: Name): string {
  return checker.getDocumentationCommentOfSymbol(name);
}

it.each(ENTRIES)('every name that %s exports is documented', (entry) => {
  const names = exportsOf(entry);
  expect(names.length).toBeGreaterThan(entry.startsWith('web') ? 3 : 40);
  const bare = names.filter((name) => documentation(name).trim().length < 10).map(({ name }) => name);
  expect(bare).toEqual([]);
});

it.each(ENTRIES)('every option of %s is documented', (entry) => {
  const options = exportsOf(entry).filter(({ name }) => name.endsWith('Options'));
  expect(options.length).toBeGreaterThan(0);
  const bare = options.flatMap((each) =>
    checker
      .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(each))
      .filter((option) => documentation(option).trim() === '')
      .map((option) => `${each.name}.${option.name}`),
  );
  expect(bare).toEqual([]);
});

it('both entries give the same verbs', () => {
  const [node, any] = [ENTRIES[0]!, ENTRIES[1]!].map((entry) => exportsOf(entry).map(({ name }) => name));
  expect(any!.filter((name) => !node!.includes(name))).toEqual([]);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommanderError } from 'commander';
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program';
import { parseProfile } from '../../src/shared/recipe/parseProfile';

/** What the documents for users say is real: commands, settings, profiles, command lines, links, texts of the interface. */

const generated = ['docs/cli.md', 'docs/profiles.md'];
const pagesOf = (folder: string) => readdirSync(folder).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : []));
const operations = pagesOf('docs/operations');
const guides = [
  'README.md',
  ...['docs/README.md', 'docs/commands.md', 'docs/outputs.md', 'docs/troubleshooting.md'],
  ...pagesOf('docs/how-to'),
];

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const titles: Record<string, string> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const texts: Record<string, string> = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8'));

const read = (path: string) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(document: string): Block[] {
  return [...read(document).matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));
}

/** The text without blocks of code, whose signs mean something else. */
function proseOf(document: string): string {
  return read(document).replace(/^```.*?^```$/gms, '');
}

/** The words of a command line, as a shell splits them, up to what it does with the output. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/'([^']*)'|([^\s']+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const end = words.findIndex((word) => ['<', '>', '|'].includes(word));
  return end < 0 ? words : words.slice(0, end);
}

/** The calls in a block: each line of a script, and each text of a JSON file, that begins with the command. */
function callsIn({ language, text }: Block): string[][] {
  const lines = language === 'json' ? [...text.matchAll(/"(assetmill [^"]+)"/g)].map(([, line = '']) => line) : text.split(/\n| \| /);
  return lines
    .map((line) => line.trim())
    .filter((line) => line.startsWith('assetmill '))
    .map((line) => wordsOf(line).slice(1));
}

/** The calls in a text. A command alone, such as `assetmill run`, names it. */
function inlineCalls(document: string): string[][] {
  const calls = [...proseOf(document).matchAll(/`(assetmill [^`<[]+)`/g)].map(([, line = '']) => wordsOf(line).slice(1));
  return calls.map((words) => (words.length === 1 ? [...words, '--help'] : words));
}

/** Parses a command line without running it. @throws what commander says is wrong */
async function parseCommand(words: readonly string[]): Promise<void> {
  const program = createProgram();
  for (const command of program.commands) {
    command.action(() => {});
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
  }
  await program.parseAsync(words, { from: 'user' }).catch((error: CommanderError) => {
    if (error.code !== 'commander.helpDisplayed') throw error;
  });
}

/** The headings of a page as GitHub links to them. */
function anchorsOf(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

describe.each([...guides, ...operations, ...generated])('%s', (document) => {
  test('links to headings that exist', () => {
    const links = [...proseOf(document).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)].map(([, path = '', anchor = '']) => ({
      path,
      anchor,
    }));
    for (const { path, anchor } of links)
      expect(anchorsOf(path === '' ? document : join(dirname(document), path)), `${path}#${anchor}`).toContain(anchor);
  });

  test('has command lines that the command line takes', async () => {
    const calls = blocksOf(document)
      .filter(({ language }) => ['sh', 'yaml', 'json'].includes(language))
      .flatMap(callsIn);
    for (const words of [...calls, ...inlineCalls(document)])
      await parseCommand(words).catch((error: Error) => expect.fail(`assetmill ${words.join(' ')}: ${error.message}`));
  });

  test('has JSON that parses, and profiles that are valid', () => {
    for (const { language, text } of blocksOf(document)) {
      if (language === 'json') JSON.parse(text);
      if (language !== 'jsonc' || !text.startsWith('"assetmill.profiles"')) continue;
      const profiles: Record<string, unknown> = parse(`{${text}}`)['assetmill.profiles'];
      expect(Object.keys(profiles).length).toBeGreaterThan(0);
      for (const [name, profile] of Object.entries(profiles)) expect(parseProfile(name, profile), name).toMatchObject({ ok: true });
    }
  });
});

/** A text of the interface with any numbers in place of `{0}`. */
function withNumbers(label: string): RegExp {
  return new RegExp(`^${label.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '\\d+')}$`);
}

/** What VS Code itself calls its commands and pages. */
const namesOfVSCode = ['Extensions: Install from VSIX...', 'Tasks: Run Task', 'Get Started', 'Trust'];

describe.each(guides)('%s', (document) => {
  test('names settings that exist', () => {
    const settings = [...read(document).matchAll(/[`"](assetmill\.(?!lock\.json)\w+)[`"]/g)].map(([, name]) => name);
    for (const name of settings) expect(Object.keys(manifest.contributes.configuration.properties)).toContain(name);
  });

  test('names commands and texts of the interface as they are', () => {
    const labels = [...Object.keys(texts), ...Object.values(titles)].map((text) => text.replace(/^\$\(\w+\) /, ''));
    const patterns = labels.filter((label) => label.includes('{0}')).map(withNumbers);
    const isShown = (name: string) => [...labels, ...namesOfVSCode].includes(name) || patterns.some((pattern) => pattern.test(name));
    const named = [...proseOf(document).matchAll(/(?<![*\w])(?:\*([A-Z][^*\n]*)\*|\*\*([A-Z][^*\n]*\.\.\.)\*\*)(?![*\w])/g)];
    const unknown = named.map(([, italic, bold]) => italic ?? bold ?? '').filter((name) => !isShown(name));
    expect(unknown).toEqual([]);
  });
});

test('the index of the documentation links to every page', () => {
  const index = read('docs/README.md');
  for (const page of pagesOf('docs/how-to')) expect(index).toContain(`(${page.replace('docs/', '')})`);
  for (const page of readdirSync('docs').filter((name) => name.endsWith('.md') && !['README.md', 'panel-findings.md'].includes(name)))
    expect(index).toContain(`(${page})`);
});

test('a page for each task says how it is done in the editor, on the command line, or both, and what to know', () => {
  for (const page of pagesOf('docs/how-to')) {
    expect(existsSync(page)).toBe(true);
    expect(read(page), page).toMatch(/^# .+\n\n\S/);
    expect(blocksOf(page).length, page).toBeGreaterThan(0);
    expect(read(page), page).toMatch(/\n## (What to know|For programs)\n/);
  }
});

test('docs/commands.md describes every setting, with its default', () => {
  const page = read('docs/commands.md');
  for (const [name, setting] of Object.entries<{ default: unknown }>(manifest.contributes.configuration.properties)) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    const usual = typeof setting.default === 'object' ? '{}' : String(setting.default);
    expect(row, name).toContain(usual === '' ? '| |' : `| \`${usual}\` |`);
  }
});

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** A table in GitHub's Markdown. Pipes in cells are escaped; line feeds must not be in them. */
export function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A row of a table. Pipes in cells are escaped; line feeds must not be in them. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** A table in GitHub's Markdown. */
export function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [markdownRow(heading), markdownRow(heading.map(() => '---')), ...rows.map(markdownRow)].join('\n');
}

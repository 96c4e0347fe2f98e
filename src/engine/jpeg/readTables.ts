import type { HuffmanTable } from './huffmanCodes';
import { UnusualJpeg } from './unusualJpeg';

/** The Huffman tables of a JPEG. Source: ITU-T T.81, B.2.4.2. */

/** A table with its number: those for DC values have 0 to 3, those for AC values 16 to 19. */
export interface NumberedTable extends HuffmanTable {
  readonly number: number;
}

/** Reads a segment of tables. @param data without marker and length @throws UnusualJpeg if it ends inside a table */
export function readTables(data: Buffer): NumberedTable[] {
  const tables: NumberedTable[] = [];
  for (let at = 0; at < data.length; ) {
    const counts = data.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const symbols = data.subarray(at + 17, at + 17 + total);
    if (counts.length < 16 || symbols.length < total || total > 256) throw new UnusualJpeg('table');
    tables.push({ number: data[at] as number, counts, symbols });
    at += 17 + total;
  }
  return tables;
}

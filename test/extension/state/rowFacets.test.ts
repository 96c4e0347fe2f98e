import { expect, test } from 'vitest';
import { sourceFacets } from '../../../src/extension/state/rowFacets';

test('Folders and formats are counted, whatever their order, their separators, and the case of extensions', () => {
  const sources = ['/w/a/1.jpg', '/w/a/2.JPG', '/w/b/3.png', '/w/a/.jpg', '/w/a/4.jpg', '/w/5.tar.png', '/w/ab/6.jpg', '/w/b/jpg'];
  expect(sourceFacets(sources, (path) => path.slice('/w/'.length))).toEqual({
    formats: [
      { value: 'jpg', count: 4 },
      { value: 'png', count: 2 },
    ],
    folders: [
      { value: 'a', count: 4 },
      { value: 'ab', count: 1 },
      { value: 'b', count: 2 },
    ],
  });
  const windows = ['C:\\w\\a\\1.jpg', 'C:\\w\\b\\2.png', 'C:\\w\\a\\3.jpg'];
  expect(sourceFacets(windows, (path) => path.slice(5).replaceAll('\\', '/')).folders).toEqual([
    { value: 'a', count: 2 },
    { value: 'b', count: 1 },
  ]);
});

test('A single folder or format narrows nothing down', () => {
  expect(sourceFacets(['/w/a/1.jpg', '/w/a/2.jpg'], (path) => path)).toEqual({ formats: [], folders: [] });
});

/** Does something with each item, several at a time. Results are in the order of the items. */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  lanes: number,
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const entries = items.entries();
  const lane = async () => {
    for (const [index, item] of entries) results[index] = await act(item);
  };
  // The lanes take turns at the entries.
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  return results;
}

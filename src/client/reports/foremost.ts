/** The first items of an order, of any number that are added. It never keeps more than twice as many as it gives. */
export class Foremost<Item> {
  #count = 0;
  #items: Item[] = [];

  /** @param most number of items to give @param order as that of a sort */
  constructor(
    readonly most: number,
    readonly order: (one: Item, other: Item) => number,
  ) {}

  add(item: Item): void {
    this.#count += 1;
    this.#items.push(item);
    if (this.#items.length >= 2 * this.most) this.#prune();
  }

  #prune(): void {
    this.#items = this.#items.sort(this.order).slice(0, this.most);
  }

  /** How many were added. */
  get count(): number {
    return this.#count;
  }

  /** The first ones, in order. */
  get items(): readonly Item[] {
    this.#prune();
    return this.#items;
  }
}

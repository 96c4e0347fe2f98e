import { describe, expect, it } from 'vitest';
import { isThroughput, mostBuckets, Throughput } from '../../../src/client/store/throughput';
import type { ThroughputView } from '../../../src/shared/protocol/insightsProtocol';

/** Files in all buckets. */
const filesIn = ({ rates, bucketSeconds }: ThroughputView) => rates.reduce((sum, rate) => sum + rate * bucketSeconds, 0);

describe('Throughput', () => {
  it('is nothing before the first file', () => {
    expect(new Throughput().view(10, false)).toBeNull();
  });

  it('counts the files of each bucket, and none where nothing ended', () => {
    const throughput = new Throughput();
    throughput.add(0.1, 2);
    throughput.add(0.4, 1);
    throughput.add(1.2, 5);
    expect(throughput.view(2, false)).toEqual({ bucketSeconds: 0.5, rates: [6, 0, 10, 0], pauses: [] });
  });

  it('shows a bucket when it is over', () => {
    const throughput = new Throughput();
    throughput.add(0.1, 4);
    throughput.add(0.6, 4);
    expect(throughput.view(0.9, false)?.rates).toEqual([8]);
    expect(throughput.view(1, false)?.rates).toEqual([8, 8]);
  });

  it('shows the last bucket of a run that is over, unless it is too short to tell anything', () => {
    const throughput = new Throughput();
    throughput.add(0.1, 4);
    throughput.add(0.6, 4);
    expect(throughput.view(0.9, true)?.rates).toEqual([8, 10]);
    expect(throughput.view(0.7, true)?.rates).toEqual([8]);
  });

  it('merges neighbors when the buckets are full, so that its size is limited and no file is lost', () => {
    const throughput = new Throughput();
    const seconds = 3600;
    for (let second = 0; second < seconds; second += 1) throughput.add(second, 10);
    const view = throughput.view(seconds, true) as ThroughputView;
    expect(view.rates.length).toBeLessThanOrEqual(mostBuckets);
    expect(view.rates.length).toBeGreaterThan(mostBuckets / 2 - 2);
    expect(view.rates.every((rate) => rate === 10)).toBe(true);
    expect(filesIn(view)).toBeCloseTo(10 * view.rates.length * view.bucketSeconds);
    expect(JSON.stringify(view).length).toBeLessThan(2500);
  });

  it('merges as often as needed after a long silence', () => {
    const throughput = new Throughput();
    throughput.add(1, 600);
    const view = throughput.view(10_000, true) as ThroughputView;
    expect(view.rates.length).toBeLessThanOrEqual(mostBuckets);
    expect(filesIn(view)).toBeCloseTo(600, -1);
  });

  it('remembers pauses, but not endlessly many', () => {
    const throughput = new Throughput();
    throughput.add(0.1, 4);
    for (let at = 0; at < 100; at += 1) throughput.addPause({ at, seconds: 5 });
    expect(throughput.view(1, false)?.pauses).toHaveLength(24);
    expect(throughput.view(1, false)?.pauses[3]).toEqual({ at: 3, seconds: 5 });
  });

  it('goes on where that of an earlier part of the run ended', () => {
    const whole = new Throughput();
    const first = new Throughput();
    for (let index = 0; index < 50; index += 1) {
      whole.add(index * 0.1, index % 7);
      first.add(index * 0.1, index % 7);
    }
    first.addPause({ at: 2, seconds: 9 });
    whole.addPause({ at: 2, seconds: 9 });
    const second = new Throughput(first.view(4.9, true) as ThroughputView, 4.9);
    for (const each of [whole, second]) for (let index = 0; index < 900; index += 1) each.add(5 + index * 0.2, 3);
    expect(second.view(190, true)).toEqual(whole.view(190, true));
  });

  it('is read from a file only if it can be drawn', () => {
    const view = { bucketSeconds: 0.5, rates: [1, 2], pauses: [{ at: 1, seconds: 2 }] };
    expect(isThroughput(JSON.parse(JSON.stringify(view)))).toBe(true);
    const broken = [undefined, null, {}, { ...view, bucketSeconds: 0 }, { ...view, rates: ['<b>'] }, { ...view, rates: [-1] }];
    const endless = { ...view, rates: Array<number>(mostBuckets + 1).fill(1) };
    for (const each of [...broken, { ...view, pauses: [null] }, { ...view, pauses: undefined }, endless])
      expect(isThroughput(each as ThroughputView)).toBe(false);
  });
});

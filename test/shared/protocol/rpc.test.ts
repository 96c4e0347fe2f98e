import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { type Channel, connect } from '../../../src/shared/protocol/rpc';

interface Server {
  add(a: number, b: number): number;
  fail(): Promise<void>;
  never(): Promise<void>;
  unsendable(): unknown;
}

interface Client {
  progress(count: number): void;
}

function channelOf(port: MessagePort, posted: unknown[] = []): Channel {
  return {
    post(message) {
      posted.push(message);
      port.postMessage(message);
    },
    listen: (receive) => port.on('message', receive),
  };
}

/** A channel that carries text alone, as a webview's does. */
function jsonChannelOf(port: MessagePort): Channel {
  return {
    post: (message) => port.postMessage(JSON.stringify(message)),
    listen: (receive) => port.on('message', (text: string) => receive(JSON.parse(text))),
  };
}

function ports() {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  return { port1, port2 };
}

/** Both ends of a real channel, with all that the client posts. */
function bothEnds() {
  const { port1, port2 } = ports();
  const counts: number[] = [];
  const posted: unknown[] = [];
  const local: Server = {
    add: (a, b) => a + b,
    fail: async () => {
      throw new TypeError('the disk is gone');
    },
    never: () => new Promise(() => {}),
    unsendable: () => () => {},
  };
  const server = connect<Client, Server>(local, channelOf(port1), ['progress']);
  const client = connect<Server, Client>({ progress: (count) => void counts.push(count) }, channelOf(port2, posted));
  return { server, client, counts, posted };
}

test('a call is answered', async () => {
  const { client } = bothEnds();
  expect(await client.remote.add(2, 3)).toBe(5);
  expect(await Promise.all([client.remote.add(1, 1), client.remote.add(2, 2)])).toEqual([2, 4]);
});

test('an error reaches the caller', async () => {
  const { client } = bothEnds();
  await expect(client.remote.fail()).rejects.toThrow('the disk is gone');
  await expect(client.remote.fail()).rejects.toMatchObject({ name: 'TypeError' });
});

test('an error reaches the caller through a channel of text, too', async () => {
  const { port1, port2 } = ports();
  const fail = async () => {
    throw new TypeError('the disk is gone', { cause: () => {} });
  };
  connect<Client, Pick<Server, 'fail'>>({ fail }, jsonChannelOf(port1));
  const { remote } = connect<Server, object>({}, jsonChannelOf(port2));
  await expect(remote.fail()).rejects.toMatchObject({ name: 'TypeError', message: 'the disk is gone' });
});

test('a call of a function that is not there is an error, too', async () => {
  const { client } = bothEnds();
  const remote = client.remote as unknown as { gone(): Promise<void> };
  await expect(remote.gone()).rejects.toThrow('gone');
});

test('a result that cannot be sent is an error, and not silence', async () => {
  const { client } = bothEnds();
  await expect(client.remote.unsendable()).rejects.toThrow('could not be cloned');
});

test('events arrive in order and carry no reply', async () => {
  const { server, client, counts, posted } = bothEnds();
  for (let count = 0; count < 3; count += 1) void server.remote.progress(count);
  await client.remote.add(0, 0); // after it the events were handled: a channel keeps its order
  expect(counts).toEqual([0, 1, 2]);
  expect(posted).toHaveLength(1);
});

test('closing rejects what is pending, and every later call', async () => {
  const { client } = bothEnds();
  const pending = client.remote.never();
  client.close(new Error('the process ended'));
  await expect(pending).rejects.toThrow('the process ended');
  await expect(client.remote.add(1, 1)).rejects.toThrow();
});

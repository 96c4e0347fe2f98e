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

/** A channel that carries only text, like that of a webview. */
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

/** Both ends of a real channel, and all messages that the client posts. */
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

test('an error reaches the caller through a text channel, too', async () => {
  const { port1, port2 } = ports();
  const fail = async () => {
    throw new TypeError('the disk is gone', { cause: () => {} });
  };
  connect<Client, Pick<Server, 'fail'>>({ fail }, jsonChannelOf(port1));
  const { remote } = connect<Server, object>({}, jsonChannelOf(port2));
  await expect(remote.fail()).rejects.toMatchObject({ name: 'TypeError', message: 'the disk is gone' });
});

test('a call of a missing function is rejected', async () => {
  const { client } = bothEnds();
  const remote = client.remote as unknown as { gone(): Promise<void> };
  await expect(remote.gone()).rejects.toThrow('gone');
});

test('a call is rejected when its result cannot be sent', async () => {
  const { client } = bothEnds();
  await expect(client.remote.unsendable()).rejects.toThrow('could not be cloned');
});

test('events arrive in order and get no reply', async () => {
  const { server, client, counts, posted } = bothEnds();
  for (let count = 0; count < 3; count += 1) void server.remote.progress(count);
  await client.remote.add(0, 0); // the channel keeps the order, so the events were handled before
  expect(counts).toEqual([0, 1, 2]);
  expect(posted).toHaveLength(1);
});

test('closing rejects pending and later calls', async () => {
  const { client } = bothEnds();
  const pending = client.remote.never();
  client.close(new Error('the process ended'));
  await expect(pending).rejects.toThrow('the process ended');
  await expect(client.remote.add(1, 1)).rejects.toThrow();
});

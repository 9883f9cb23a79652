import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Reply } from '../../kit/threadCalls.ts';
import type { Connection, StoreCall } from './protocol.ts';

interface Asked {
  /** Its reply goes back there. */
  readonly port: MessagePort;
  readonly call: StoreCall;
}

export interface GroupServer {
  /** One reply per call, in the order of the calls. None of them is a `close`. */
  answer(calls: readonly StoreCall[]): readonly Reply[];
  /** The owner has closed: nothing is answered any more. */
  close(): void;
}

/**
 * Serves the one who opened the store and the guests that came in over the owner's port. Everything that waits on any
 * port when a group begins is answered together, in the order of its port: the busier, the fewer waits for the disk.
 * A guest that closes ends its own port; the owner ends everything, once all is answered that was asked before.
 */
export function serveInGroups(owner: MessagePort, server: GroupServer): void {
  const guests = new Set<MessagePort>();

  /** The owner's port is emptied before the others: where its `close` is in the group, so is what they asked before it. */
  const collect = (from: MessagePort, first: StoreCall | Connection): Asked[] => {
    const asked: Asked[] = [];
    const take = (port: MessagePort, message: StoreCall | Connection): void => {
      if ('port' in message) welcome(message.port);
      else asked.push({ port, call: message });
    };
    const takeAll = (port: MessagePort): void => {
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) take(port, next.message as StoreCall | Connection);
    };
    take(from, first);
    takeAll(owner);
    guests.forEach(takeAll);
    return asked;
  };

  const serve = (from: MessagePort, first: StoreCall | Connection): void => {
    const asked = collect(from, first);
    const calls = asked.filter((one) => !isEnd(one));
    const replies = server.answer(calls.map(({ call }) => call));
    // Posted in the order of the calls: by the time one thread knows what another one stored, that one's answer is on its way.
    replies.forEach((reply, at) => calls[at]?.port.postMessage(reply));
    const ends = asked.filter(isEnd);
    for (const one of ends) if (one.port !== owner) end(one);
    const closing = ends.find(({ port }) => port === owner);
    if (closing === undefined) return;
    server.close();
    for (const guest of guests) guest.close();
    end(closing);
  };

  const welcome = (guest: MessagePort): void => {
    guests.add(guest);
    guest.on('message', (call: StoreCall) => serve(guest, call));
    guest.on('close', () => guests.delete(guest));
  };

  owner.on('message', (message: StoreCall | Connection) => serve(owner, message));
}

const isEnd = ({ call }: Asked): boolean => call.method === 'close';

function end({ port, call }: Asked): void {
  port.postMessage({ id: call.id, ok: true, value: undefined } satisfies Reply);
  port.close();
}

import { expect, test } from '@jest/globals';
import { createHandles } from '../../../bot/adapters/kafka/handles.ts';

test('a handle that was of no use is closed once, and one that was opened since is not touched', async () => {
  const { handles, closed } = opened();
  const first = handles.of('one');
  await Promise.all([first, handles.forget('one', first)]);
  const second = handles.of('one');
  expect((await second).name).toBe('handle 2');
  await handles.forget('one', first); // whoever had asked over the first, and learns it only now
  expect(handles.of('one')).toBe(second);
  expect(closed).toEqual(['handle 1']);
});

test('a handle that could not be opened is opened anew for the next who asks', async () => {
  let isThere = false;
  const handles = createHandles(async () => {
    if (!isThere) throw new Error('not there');
    return { close: async () => {} };
  });
  await expect(handles.of('one')).rejects.toThrow('not there');
  isThere = true;
  await handles.of('one');
  await handles.close();
});

test('all that are open are closed at the end', async () => {
  const { handles, closed } = opened();
  await Promise.all([handles.of('one'), handles.of('one'), handles.of('other')]);
  await handles.close();
  expect(closed).toEqual(['handle 1', 'handle 2']);
});

function opened() {
  const closed: string[] = [];
  let count = 0;
  const handles = createHandles(async () => {
    count += 1;
    const name = `handle ${count}`;
    return { name, close: async () => void closed.push(name) };
  });
  return { handles, closed };
}

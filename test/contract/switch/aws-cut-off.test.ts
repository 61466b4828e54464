// A change of an Auto Scaling group that is cut off between its requests: AWS's own client against moto's server, behind a door that lets so many changes
// through and no more.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAutoScalingGroups } from '../../../bot/adapters/aws/auto-scaling-groups.ts';
import type { Group } from '../../../bot/adapters/aws/group.ts';
import { AUTO_SCALING_GROUP, makeGroups, REGION, type TestGroups } from '../../aws/groups.ts';
import { findMoto, type Moto, startMoto } from '../../aws/moto.ts';

const python = await findMoto('groups of AWS that are cut off');
const suite = python === undefined ? describe.skip : describe;
const LONG_MS = 300_000;
const ON = { min: 1, max: 5, desired: 3 };
const OFF = { min: 0, max: 5, desired: 0 };
const MARK = { by: 'nights', again: 0, original: { kind: 'sizes' as const, ...ON } };
const signal = new AbortController().signal;

let moto: Moto | undefined;
let made: TestGroups | undefined;
let door: Server | undefined;
/** Changes that are let through still. */
let left = Number.POSITIVE_INFINITY;

beforeAll(async () => {
  if (python === undefined) return;
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  moto = await startMoto(python);
  made = await makeGroups(moto);
  door = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void pass());
    const pass = async () => {
      const body = Buffer.concat(chunks);
      if (!body.includes('Action=Describe')) left -= 1;
      if (left < 0) return response.socket?.destroy();
      const { host: _, ...headers } = request.headers as Record<string, string>;
      const { method = '', url = '' } = request;
      const answer = await fetch(`${moto?.url}${url}`, { method, headers, body });
      response.writeHead(answer.status, { 'content-type': 'text/xml' });
      return response.end(await answer.text());
    };
  });
  await new Promise<void>((resolve) => door?.listen(0, '127.0.0.1', resolve));
}, LONG_MS);
afterAll(async () => {
  door?.close();
  door?.closeAllConnections();
  await moto?.stop();
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
}, LONG_MS);

function open() {
  if (door === undefined) throw new Error('there is no AWS');
  const { port } = door.address() as AddressInfo;
  const groups = createAutoScalingGroups({ region: REGION, endpoint: `http://127.0.0.1:${port}` });
  const read = async (): Promise<Group> => {
    const group = await groups.read(AUTO_SCALING_GROUP, signal);
    if (group === undefined) throw new Error('it is not there');
    return group;
  };
  return { groups, read };
}

suite('an Auto Scaling group that is switched off', () => {
  test.each([
    ['before anything was written is as it was', 0, ON, undefined],
    [
      'once only its note was written is as it was, and nobody seems to have set it',
      1,
      ON,
      undefined,
    ],
    ['once it is off has what it was', 2, OFF, MARK],
    ['once that is confirmed has what it was', 3, OFF, MARK],
  ])(
    'and is cut off %s',
    async (_, changes, sizes, mark) => {
      const { groups, read } = open();
      left = changes;
      await groups.write(await read(), { sizes: OFF, mark: MARK }, signal).catch(() => {});
      left = Number.POSITIVE_INFINITY;
      expect(await read()).toMatchObject({ sizes, mark });
      // Whatever was left, it is gone on with from there, and back.
      await groups.write(await read(), { sizes: OFF, mark: MARK }, signal);
      expect(await read()).toMatchObject({ sizes: OFF, mark: MARK });
      await groups.write(await read(), { sizes: ON, mark: null }, signal);
      expect(await made?.autoScalingGroup()).toMatchObject({ sizes: [1, 5, 3], tags: [] });
    },
    LONG_MS,
  );

  test(
    'and is set by hand has what it was still',
    async () => {
      const { groups, read } = open();
      await groups.write(await read(), { sizes: OFF, mark: MARK }, signal);
      await made?.resizeAutoScalingGroup([1, 5, 2]);
      expect(await read()).toMatchObject({ sizes: { min: 1, max: 5, desired: 2 }, mark: MARK });
      await groups.write(await read(), { sizes: ON, mark: null }, signal);
    },
    LONG_MS,
  );
});

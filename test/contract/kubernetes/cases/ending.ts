// Requests of the contract: the end.
import { APPS, type Case, NS, remove, rowCount, table } from './case.ts';

export const ENDING: readonly Case[] = [
  remove(
    'the deployment',
    `${APPS}/deployments/web`,
    { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
    200,
  ),
  table('no pods of it when they have gone', `${NS}/pods?labelSelector=app%3Dweb`, {
    until: rowCount(0),
  }),
];

// Requests of the contract: reading with mistakes.
import { APPS, type Case, get, NS } from './case.ts';

export const MISTAKES: readonly Case[] = [
  get('a pod that is not there', `${NS}/pods/nope`, 404, { message: 'pods "nope" not found' }),
  get('a deployment that is not there', `${APPS}/deployments/nope`, 404, {
    message: 'deployments.apps "nope" not found',
  }),
  get('the scale of nothing', `${APPS}/deployments/nope/scale`, 404),
  get('the log of nothing', `${NS}/pods/nope/log`, 404),
  get('a label selector with too many words', `${NS}/pods?labelSelector=a%20b%20c`, 400),
  get('a label selector with a bad key', `${NS}/pods?labelSelector=-a%3Db`, 400),
  get('a label selector with a bad value', `${NS}/pods?labelSelector=a%3D-b`, 400),
  get('a label selector without its bracket', `${NS}/pods?labelSelector=a%20in%20(b`, 400),
  get('a field selector of an unknown field', `${NS}/pods?fieldSelector=spec.foo%3Dbar`, 400, {
    message: 'field label not supported: spec.foo',
  }),
  get('a field selector of a kind that has none', `${NS}/configmaps?fieldSelector=data%3Dbar`, 400),
  get(
    'a field selector of a deployment',
    `${APPS}/deployments?fieldSelector=spec.replicas%3D1`,
    400,
  ),
  get('a field selector without a value', `${NS}/pods?fieldSelector=foo`, 400, {
    message: "invalid selector: 'foo'; can't understand 'foo'",
  }),
  get('a limit that is no number', `${NS}/pods?limit=x`, 400),
  get('a continue token that is none', `${NS}/pods?continue=abc`, 400),
  get('a version that is no number', `${NS}/pods?resourceVersion=abc`, 400),
  get('a version of the future', `${NS}/pods?resourceVersion=99999999`, 504),
];

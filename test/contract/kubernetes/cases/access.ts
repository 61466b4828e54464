// Requests of the contract: access.
import { APPS, AS_NOBODY, type Case, deployment, get, NS, post, REVIEWS, review } from './case.ts';

export const ACCESS: readonly Case[] = [
  get('a list by somebody without rights', `${NS}/pods`, 403, { headers: AS_NOBODY }),
  get('a list everywhere by somebody without rights', '/api/v1/pods', 403, { headers: AS_NOBODY }),
  get('an object by somebody without rights', `${APPS}/deployments/web`, 403, {
    headers: AS_NOBODY,
  }),
  get('a log by somebody without rights', `${NS}/pods/p1/log`, 403, { headers: AS_NOBODY }),
  get('a path by somebody without rights', '/nowhere', 403, { headers: AS_NOBODY }),
  get('the version for somebody without rights', '/api', 200, { headers: AS_NOBODY }),
  post('a create by somebody without rights', `${APPS}/deployments`, deployment('web'), 403, {
    headers: AS_NOBODY,
  }),
  get('groups without a user', `${NS}/pods`, 400, { headers: { 'impersonate-group': 'devs' } }),
  get('a wrong token', `${NS}/pods`, 401, {
    headers: { authorization: 'Bearer wrong' },
    message: 'Unauthorized',
  }),
  post(
    'may I',
    `${REVIEWS}/selfsubjectaccessreviews`,
    review('SelfSubjectAccessReview', {
      resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'x' },
    }),
    201,
  ),
  post(
    'may nobody',
    `${REVIEWS}/selfsubjectaccessreviews`,
    review('SelfSubjectAccessReview', {
      resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'x' },
    }),
    201,
    { headers: AS_NOBODY },
  ),
  post(
    'may I, about nothing',
    `${REVIEWS}/selfsubjectaccessreviews`,
    review('SelfSubjectAccessReview', {}),
    422,
  ),
  post(
    'may somebody',
    `${REVIEWS}/subjectaccessreviews`,
    review('SubjectAccessReview', {
      user: 'zed',
      resourceAttributes: { verb: 'delete', resource: 'pods' },
    }),
    201,
  ),
  post(
    'what may nobody',
    `${REVIEWS}/selfsubjectrulesreviews`,
    review('SelfSubjectRulesReview', { namespace: 'default' }),
    201,
    {
      headers: AS_NOBODY,
      differs: 'the real server merges the rules of several roles in an order of its own',
    },
  ),
];

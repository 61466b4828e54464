import { expect, test } from '@jest/globals';
import { COMMANDS } from '../../bot/commands/index.ts';
import { parse } from '../../bot/parse.ts';

test.each([
  ['kafka delete topic orders', 'not taken back by a click'],
  ['kafka delete records orders', 'not taken back by a click'],
  ['kafka add acl --topic orders', 'who may do what is not changed from a chat'],
  ['kafka alter broker 1', 'belong to whoever runs it'],
  ['kafka delete connector archive', 'hold secrets'],
  ['kubectl exec web -- sh', 'a way into the cluster'],
])('%j is told why it is never offered', (line, why) => {
  expect(() => parse(line, COMMANDS)).toThrow(why);
});

test.each([
  ['kafka acls --add', 'Apache Kafka’s own tools may know more'],
  ['kubectl get pods --raw x', 'kubectl may know more'],
])('of a flag in %j that is not offered it is said who knows more', (line, words) => {
  expect(() => parse(line, COMMANDS)).toThrow(words);
});

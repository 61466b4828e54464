// The settings of one Kafka: its brokers, and how to get in. A secret is never written here: only the file or the variable that
// holds it, so that the settings may be read by all.

import { z } from 'zod';
import { readNamePattern } from '../kafka/name-pattern.ts';
import { httpService } from './http-service.ts';
import { name } from './name.ts';
import { secret } from './secret.ts';

const withPassword = {
  username: z.string().min(1).max(249),
  password: secret,
};

const protectedName = z
  .string()
  .regex(/^[^*\s]{1,249}\*?$/u, 'a name, or the beginning of names with a * behind');

export const kafka = z
  .strictObject({
    environment: name,
    brokers: z
      .array(
        z
          .string()
          .regex(
            /^(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):\d{1,5}$/u,
            'HOST:PORT, for example kafka-1.example.com:9092',
          ),
      )
      .min(1)
      .max(50),
    /** true: with the certificates that the machine trusts; or files of one's own. */
    tls: z
      .union([
        z.boolean(),
        z.strictObject({
          /** The certificate authority of the brokers. */
          ca: z.string().min(1).optional(),
          /** The bot's own certificate and key, where brokers ask for them. */
          certificate: z.string().min(1).optional(),
          key: z.string().min(1).optional(),
          serverName: z.string().min(1).optional(),
        }),
      ])
      .default(false),
    sasl: z
      .discriminatedUnion('mechanism', [
        z.strictObject({ mechanism: z.literal('plain'), ...withPassword }),
        z.strictObject({ mechanism: z.literal('scram-sha-256'), ...withPassword }),
        z.strictObject({ mechanism: z.literal('scram-sha-512'), ...withPassword }),
        z.strictObject({ mechanism: z.literal('oauthbearer'), token: secret }),
        /** Amazon MSK: with the credentials that the machine or the environment has for AWS. */
        z.strictObject({
          mechanism: z.literal('aws-iam'),
          region: z
            .string()
            .regex(
              /^[a-z]{2}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/u,
              'a region of AWS, for example eu-west-1',
            ),
          /** Taken on for this, where it is not the account's own. */
          role: z
            .string()
            .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/u, 'the ARN of a role')
            .optional(),
        }),
      ])
      .optional(),
    /** The REST API of its Kafka Connect. */
    connect: httpService.optional(),
    /** The schema registry that its records are written with, in Confluent's API. */
    schemaRegistry: httpService.optional(),
    /** What nobody changes from here: names, or beginnings of names with a * behind. */
    protected: z
      .strictObject({
        topics: z.array(protectedName).max(200).default([]),
        groups: z.array(protectedName).max(200).default([]),
        connectors: z.array(protectedName).max(200).optional(),
      })
      .prefault({}),
    /** What topics that are made from here are like. */
    newTopics: z
      .strictObject({
        /** A regular expression of the whole name, as "kafka topics" takes it. */
        names: z
          .string()
          .max(200)
          .refine(isNamePattern, { message: 'a regular expression such as "kafka topics" takes' })
          .optional(),
        /** At least. */
        replicationFactor: z.int().min(1).max(9).default(1),
        /** At most. */
        partitions: z.int().min(1).max(10_000).default(50),
      })
      .prefault({}),
    /** Topics whose records are found by their keys: more partitions would send a key elsewhere. */
    keyedTopics: z.array(protectedName).max(200).default([]),
  })
  .refine(({ sasl, tls }) => sasl?.mechanism !== 'aws-iam' || tls !== false, {
    message: '"aws-iam" needs "tls": its token lets in whoever has it',
  });

export type KafkaSettings = z.infer<typeof kafka>;

function isNamePattern(text: string): boolean {
  try {
    readNamePattern(text);
    return true;
  } catch {
    return false;
  }
}

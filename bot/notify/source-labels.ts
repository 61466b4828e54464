// The labels that everything of a source has, so that an event can be described by where it comes from. Pure.

import type { Settings } from '../config.ts';
import { UsageError } from '../errors.ts';

/** @param source its name in the settings. @throws UsageError for one that there is not. */
export function labelsOfSource(
  source: string,
  { webhooks, clusters, kafkas, pipelines }: Settings,
  usage: string,
): Readonly<Record<string, string>> {
  const webhook = own(webhooks, source);
  if (webhook !== undefined) return webhook.labels;
  const cluster = own(clusters, source);
  if (cluster !== undefined) return { cluster: source, environment: cluster.environment };
  const kafka = own(kafkas, source);
  if (kafka !== undefined) return { kafka: source, environment: kafka.environment };
  const pipeline = own(pipelines, source);
  if (pipeline !== undefined) return { pipeline: source };
  const known = [webhooks, clusters, kafkas, pipelines].flatMap((each) => Object.keys(each));
  throw new UsageError({
    what: `There is no source "${source}".`,
    why: `Known are: ${[...new Set(known)].join(', ') || 'none'}.`,
    fix: 'Name a webhook, a cluster, a Kafka or a pipeline of the settings.',
    usage,
  });
}

function own<T>(all: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

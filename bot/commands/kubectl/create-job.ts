// `kubectl create job NAME --from=cronjob/X`: runs a cron job now, by making the job that it would make.

import type { Access, Preview } from '../../command.ts';
import { kubectlCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { textFlag } from '../../grammar.ts';
import { type ApiRequest, KubectlError, type Resource, StatusError } from '../../kubernetes/api.ts';
import { clusterFlag, dryRunFlag, NAME, namespaceFlags } from '../../kubernetes/flags.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { diffOf } from '../../kubernetes/object-diff.ts';

interface CreateJobArgs {
  readonly name: string;
  readonly cronJob: string;
  readonly dryRun: boolean;
}

type Metadata = NonNullable<KubernetesObject['metadata']>;

interface CronJob extends KubernetesObject {
  readonly spec?: {
    readonly suspend?: boolean;
    readonly concurrencyPolicy?: string;
    readonly jobTemplate?: {
      readonly metadata?: Metadata;
      readonly spec?: Record<string, unknown>;
    };
  };
  readonly status?: { readonly active?: readonly { readonly name?: string }[] };
}

const USAGE = 'kubectl create job NAME --from=cronjob/NAME [-n NAMESPACE]';
const CRON_JOB = {
  group: 'batch',
  version: 'v1',
  resource: 'cronjobs',
} satisfies Partial<Resource>;
const JOB = { group: 'batch', version: 'v1', resource: 'jobs' } satisfies Partial<Resource>;

export const createJob = kubectlCommand({
  name: 'kubectl create job',
  summary: 'Run a cron job now.',
  examples: ['kubectl create job nightly-again --from=cronjob/nightly'],
  effect: 'change',
  grammar: {
    positionals: { usage: 'NAME', min: 1, max: 1, pattern: NAME },
    flags: {
      ...clusterFlag,
      ...namespaceFlags,
      from: textFlag({
        summary: 'The cron job that it is made from.',
        placeholder: 'cronjob/NAME',
        pattern: {
          expression: /^(?:cronjobs?(?:\.batch)?|cj)\/[a-z0-9][a-z0-9.-]{0,62}$/u,
          description: 'cronjob/NAME',
        },
      }),
      ...dryRunFlag,
    },
  },

  read: ({ positionals, flags }): CreateJobArgs => {
    if (flags.from === undefined) {
      throw new UsageError({
        what: '"kubectl create job" needs --from.',
        why: 'A job is made from a cron job only: its image and command are not given in Slack.',
        fix: 'Add --from=cronjob/NAME.',
        usage: USAGE,
      });
    }
    return {
      name: positionals[0] ?? '',
      cronJob: flags.from.split('/')[1] ?? '',
      dryRun: flags['dry-run'] === 'server',
    };
  },

  access: ({ name, cronJob }, { namespace }): readonly Access[] => [
    { verb: 'create', group: 'batch', resource: 'jobs', name, namespace },
    { verb: 'get', group: 'batch', resource: 'cronjobs', name: cronJob, namespace },
  ],

  preview: async (args, { api, namespace, cluster }): Promise<Preview> => {
    const from = await readCronJob(args, api, namespace);
    const request = requestFor(args, from, namespace);
    const tried = await api.request({ ...request, dryRun: true });
    return {
      summary: `Make job ${args.name} from cron job ${args.cronJob} in ${cluster.name} / ${namespace}, which runs at once.`,
      diff: diffOf(`job.batch/${args.name}`, {}, request.body as KubernetesObject),
      warnings: [...warningsOf(from, args.cronJob), ...tried.warnings],
      substance: JSON.stringify([from.metadata?.uid, from.spec?.jobTemplate]),
    };
  },

  run: async (args, { api, namespace }) => {
    const from = await readCronJob(args, api, namespace);
    const request = requestFor(args, from, namespace);
    try {
      const { warnings } = await api.request({ ...request, dryRun: args.dryRun });
      const mark = args.dryRun ? ' (server dry run)' : '';
      return {
        stdout: `job.batch/${args.name} created${mark}\n`,
        stderr: warnings.map((warning) => `Warning: ${warning}\n`).join(''),
        exitCode: 0,
      };
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      throw new KubectlError(`failed to create job: ${error.message}`);
    }
  },
});

async function readCronJob(
  { cronJob }: CreateJobArgs,
  api: { request(request: ApiRequest): Promise<{ readonly body: unknown }> },
  namespace: string,
): Promise<CronJob> {
  const answer = await api.request({ verb: 'get', resource: CRON_JOB, name: cronJob, namespace });
  return answer.body as CronJob;
}

/** The object that kubectl makes: k8s.io/kubectl pkg/cmd/create, createJobFromCronJob. */
function requestFor({ name }: CreateJobArgs, from: CronJob, namespace: string): ApiRequest {
  const { metadata: template, spec } = from.spec?.jobTemplate ?? {};
  const body = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace,
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...template?.annotations },
      ...(template?.labels === undefined ? {} : { labels: template.labels }),
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name: from.metadata?.name,
          uid: from.metadata?.uid,
          controller: true,
        },
      ],
    },
    spec,
  };
  return { verb: 'create', resource: JOB, namespace, body };
}

function warningsOf({ spec, status }: CronJob, name: string): string[] {
  const running = status?.active?.length ?? 0;
  return [
    ...(spec?.suspend === true
      ? [`Cron job ${name} is suspended: somebody has switched it off.`]
      : []),
    ...(running > 0 && spec?.concurrencyPolicy === 'Forbid'
      ? [`A job of ${name} runs already, and its rule is that only one may run at a time.`]
      : []),
  ];
}

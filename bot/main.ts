// Puts the bot together from its settings and environment, starts it, and ends it on SIGTERM: the only place that builds
// things.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createAlertmanager } from './adapters/alertmanager.ts';
import { createAuditArchive } from './adapters/audit-archive.ts';
import { createAuditWebhook } from './adapters/audit-webhook.ts';
import { createPolicyHolder } from './adapters/cedar.ts';
import { loadSettings, watchFiles } from './adapters/config-file.ts';
import { every } from './adapters/every.ts';
import { createProbes } from './adapters/health.ts';
import { createKafkas } from './adapters/kafka.ts';
import { createMetrics } from './adapters/metrics.ts';
import { openClusters } from './adapters/open-clusters.ts';
import { createOpenCost } from './adapters/opencost.ts';
import { createPager } from './adapters/pager.ts';
import { createPipelineHosting, instanceOf } from './adapters/pipelines.ts';
import { createPrometheus } from './adapters/prometheus.ts';
import { everyMinute } from './adapters/schedule.ts';
import { createSlack, type Slack, type Suggest } from './adapters/slack.ts';
import { openStore } from './adapters/store.ts';
import { createWebhooks } from './adapters/webhooks.ts';
import { readYaml } from './adapters/yaml.ts';
import { createAttendant } from './attend.ts';
import { eventRow } from './audit/event-row.ts';
import { createStdoutSink } from './audit/export.ts';
import { createAuditKeeping } from './audit/keep.ts';
import { verbsOf } from './builder.ts';
import { systemClock } from './clock.ts';
import type { Request } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { slackSettings } from './config/slack.ts';
import { type Environment, readEnvironment, type Settings } from './config.ts';
import type { Log } from './dispatch/rooms.ts';
import { type Bot, createDispatcher, type Dispatcher, type Receipt } from './dispatch.ts';
import { OperatorError } from './errors.ts';
import { createLagWatch } from './kafka/lag-watch.ts';
import { LIMITS } from './limits.ts';
import { createRouteBook } from './notify/route-book.ts';
import { createNotifier, type Notifier } from './notify.ts';
import { createOutbound } from './outbound.ts';
import { createPipelineWatch } from './pipelines/watch.ts';
import { runPolicyFixtures } from './policy-test.ts';
import { createReconciler } from './reconcile.ts';
import { redact } from './redact.ts';
import { createReloader } from './reload.ts';
import { render } from './render.ts';
import { createServices } from './services.ts';
import { createSources, deliveringOf } from './sources/index.ts';
import { suggest } from './suggest.ts';
import { createPriceBook } from './switch/price-book.ts';
import { versionOf } from './version.ts';
import { createVitals } from './vitals.ts';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const RELOAD_MS = 2_000;
const PRUNE_MS = 3_600_000;

export interface RunningBot {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startBot(environment: Environment): Promise<RunningBot> {
  // Written at once: what waits to be written when the reader is gone would be tried for ever at the exit.
  const level = process.env.LOG_LEVEL ?? 'info';
  const output = pino.destination({ dest: 1, sync: true });
  const log: Log = pino({ name: 'quartermaster', level }, output);
  const clock = systemClock;
  const startedAtMs = clock.nowMs();
  const version = versionOf(ROOT);
  let settings = await loadSettings(environment.configFile);
  const priceBook = createPriceBook({ settings: () => settings, open: createOpenCost, clock });
  const routeBook = createRouteBook({ settings: priceBook.settings, clock });
  let clusters = openClusters(settings, environment.kubectl, log);
  const openKafkas = (from: Settings) => createKafkas({ kafkas: from.kafkas, limits: LIMITS, log });
  let kafkas = openKafkas(settings);
  const lagWatch = createLagWatch({ kafkas: () => kafkas, clock, log, limits: LIMITS });
  const hosting = createPipelineHosting({
    ...{ clock, log, limits: LIMITS, instance: instanceOf(environment.dataDirectory) },
    snapshotFolder: path.join(environment.dataDirectory, 'snapshots'),
  });
  const pipelines = hosting.current;
  const pipelineWatch = createPipelineWatch({ pipelines, clock, log, limits: LIMITS });
  const schemaText = readFileSync(path.join(ROOT, 'policies', 'quartermaster.cedarschema'), 'utf8');
  const store = await openStore({
    dataDirectory: environment.dataDirectory,
    databaseUrl: environment.databaseUrl,
  });
  await routeBook.renew(store);
  const record = (command: string, verdict: string, detail: Readonly<Record<string, unknown>>) =>
    store.appendAudit(eventRow(command, verdict, detail), clock.nowMs()).catch((error: unknown) => {
      log.error({ err: error }, 'an event could not be recorded');
    });
  const policies = createPolicyHolder({
    directory: settings.policies,
    schemaText,
    log,
    onRefused: (problem) =>
      void record('reload policies', 'refused', { reason: redact(problem).text }),
  });
  const reloader = createReloader({
    settings: () => settings,
    load: () => loadSettings(environment.configFile),
    take: (renewed) => {
      const old = [clusters, kafkas];
      [clusters, kafkas] = [openClusters(renewed, environment.kubectl, log), openKafkas(renewed)];
      settings = renewed;
      hosting.take(settings);
      notifier?.renew();
      for (const each of old) {
        setTimeout(() => void each.close().catch(() => {}), LIMITS.commandDeadlineMs * 20).unref();
      }
    },
    ...{ policies, record, redact, log },
  });
  const commandRoots = [...new Set(COMMANDS.map((command) => command.name.split(' ')[0] ?? ''))];
  let dispatcher: Dispatcher | undefined;
  let notifier: Notifier | undefined;
  let offer: Suggest = async () => [];
  const handle = async (request: Request): Promise<Receipt> =>
    dispatcher === undefined
      ? { refused: 'Quartermaster is starting. Send the command again in a moment.' }
      : await dispatcher.handle(request);
  const vitals = createVitals({
    ...{ store, clock, slack: () => slack, audit: () => keeping.metrics() },
    queue: () => outbound.depth(),
    inFlight: () => dispatcher?.inFlight() ?? 0,
    leads: () => notifier?.leads() ?? false,
    residentBytes: () => process.memoryUsage.rss(),
  });
  const metrics = createMetrics({ gauges: vitals.gauges, ages: () => notifier?.ages() ?? {} });
  const probes = createProbes({
    webhooks: createWebhooks({
      ...{ webhooks: () => settings.webhooks, take: () => notifier?.take },
      ...{ nowMs: clock.nowMs, log },
    }),
    problems: vitals.problems,
    metrics: metrics.text,
  });
  const slack: Slack = createSlack({
    settings: slackSettings(environment),
    ...{ commands: commandRoots, names: COMMANDS.map(({ name }) => name) },
    handle,
    home: (reader) => services.home(reader),
    auditForm: (wish) => services.auditForm(wish),
    routes: probes.routes,
    verbs: (root) => verbsOf(COMMANDS, root),
    suggest: (wish) => offer(wish),
    clock,
    log,
  });
  const outbound = createOutbound({ store, chat: slack.chat, clock, log, metrics });
  const keeping = createAuditKeeping({
    ...{ store, clock, log, settings: () => settings, archive: createAuditArchive },
    webhook: (webhook) => createAuditWebhook(webhook, { nowMs: clock.nowMs }),
    stdout: createStdoutSink((text) => output.write(text)),
  });
  const services = createServices({
    commands: COMMANDS,
    version,
    settings: routeBook.settings,
    clusters: () => clusters,
    kafkas: () => kafkas,
    lagHistory: lagWatch.history,
    ...{ pipelines, pipelineLooks: pipelineWatch.looks },
    policies,
    ...{ directory: slack.directory, store, clock },
    ...{ openPager: createPager, openPrometheus: createPrometheus, userGroups: slack.userGroups },
    ...{ channelProblem: slack.channelProblem, readYaml, renewRoutes: routeBook.renew },
    isConnected: () => slack.connected(),
    auditFindings: () => keeping.findings(),
    priceProblem: priceBook.problem,
    reloadProblems: reloader.problems,
    policyTest: async () => {
      const { policies: refused } = reloader.problems();
      const tested = runPolicyFixtures(policies.directory, policies);
      return refused === undefined ? tested : { ...tested, refused };
    },
  });
  const bot: Bot = {
    commands: COMMANDS,
    settings: routeBook.settings,
    clusters: () => clusters,
    kafkas: () => kafkas,
    lagHistory: lagWatch.history,
    ...{ pipelines, pipelineLooks: pipelineWatch.looks },
    policies,
    store,
    outbound,
    ...{ directory: slack.directory, channels: slack.channels },
    clock,
    log,
    render,
    redact,
    services,
    linkTo: slack.linkTo,
    // A database is shared with other replicas: what of it is a dead one's is found by its owner.
    metrics,
    ownsAllBeforeMs: () => (environment.databaseUrl === undefined ? startedAtMs : 0),
  };
  dispatcher = createDispatcher(bot);
  offer = (wish) => suggest(wish, bot);
  const reconciler = createReconciler(bot);
  const alerting = { ...bot, openAlertmanager: createAlertmanager };
  const attendant = createAttendant({ ...alerting, priceBook });
  const sources = createSources({ ...alerting, switchStands: reconciler.stands });
  const hasChanged = await watchFiles(environment.configFile, () => settings.policies);
  const reload = async () => {
    if (await hasChanged()) await reloader.reload();
  };
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, what);
  const repeated = [
    every(RELOAD_MS, reload, failed('what is on disk could not be looked at')),
    every(PRUNE_MS, () => store.prune(clock.nowMs()), failed('old rows could not be removed')),
    every(LIMITS.sweepMs, dispatcher.sweep, failed('what is due could not be done')),
    every(LIMITS.sweepMs, () => routeBook.renew(store), failed('routes could not be read')),
    every(LIMITS.deadLookMs, dispatcher.recoverDead, failed('the dead could not be looked for')),
  ];
  // In HTTP mode Slack's own listener serves the probes.
  const health =
    environment.appToken === undefined ? undefined : await probes.listen(environment.port);
  outbound.start();
  lagWatch.start();
  hosting.take(settings);
  pipelineWatch.start();
  await slack.start();
  await dispatcher.recover();
  await record('start', 'succeeded', { version, policyVersion: policies.version });
  keeping.start();
  const minutely = everyMinute(keeping.tick);
  const switching = everyMinute(async () => reconciler.tick());
  const attending = everyMinute(attendant.tick);
  notifier = createNotifier({
    ...{ ...alerting, sources, delivering: () => deliveringOf(settings), openPager: createPager },
    ...{ userGroups: slack.userGroups, renewRoutes: routeBook.renew },
  });
  log.info({ version, clusters: clusters.all.map(({ name }) => name) }, 'ready');
  return {
    port: health?.port ?? slack.port(),
    stop: async () => {
      for (const each of repeated) each.stop();
      await Promise.all([lagWatch.stop(), pipelineWatch.stop()]);
      attendant.stop();
      await notifier?.stop();
      await Promise.all(
        [minutely, switching, attending, keeping, reconciler].map((each) => each.stop()),
      );
      await dispatcher?.stop();
      await outbound.stop(LIMITS.stopDrainMs);
      await slack.stop();
      await health?.close();
      await Promise.all([clusters.close(), kafkas.close()]);
      await hosting.close();
      await store.close();
    },
  };
}

async function startIn(env: NodeJS.ProcessEnv): Promise<RunningBot> {
  return await startBot(readEnvironment(env));
}

/** Ends the process with code 1 and words for a person when it cannot start. */
export async function main(): Promise<void> {
  const bot = await startIn(process.env).catch((error: unknown) => {
    const words =
      error instanceof OperatorError
        ? `${error.what}\n${error.why}\n${error.fix}`
        : String((error as Error).stack);
    process.stderr.write(`${words}\n`);
    process.exit(1);
  });
  process.stdout.write(`${JSON.stringify({ ready: true, port: bot.port })}\n`);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), LIMITS.stopDrainMs * 3).unref();
    bot.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop); // whoever started it with a channel is gone
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main();
}

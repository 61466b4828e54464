// The whitelist: what is not in this array does not exist.

import type { Command } from '../command.ts';
import { history as clusterHistory } from './cluster/history.ts';
import { keep as clusterKeep } from './cluster/keep.ts';
import { next as clusterNext } from './cluster/next.ts';
import { off as clusterOff } from './cluster/off.ts';
import { on as clusterOn } from './cluster/on.ts';
import { overrides as clusterOverrides } from './cluster/overrides.ts';
import { plan as clusterPlan } from './cluster/plan.ts';
import { resume as clusterResume } from './cluster/resume.ts';
import { skip as clusterSkip } from './cluster/skip.ts';
import { status as clusterStatus } from './cluster/status.ts';
import { take as clusterTake } from './cluster/take.ts';
import { timetable as clusterTimetable } from './cluster/timetable.ts';
import { ack as incidentAck } from './incident/ack.ts';
import { alert as incidentAlert } from './incident/alert.ts';
import { alerts as incidentAlerts } from './incident/alerts.ts';
import { assign as incidentAssign } from './incident/assign.ts';
import { close as incidentClose } from './incident/close.ts';
import { declare as incidentDeclare } from './incident/declare.ts';
import { done as incidentDone } from './incident/done.ts';
import { escalate as incidentEscalate } from './incident/escalate.ts';
import { graph as incidentGraph } from './incident/graph.ts';
import { lead as incidentLead } from './incident/lead.ts';
import { link as incidentLink } from './incident/link.ts';
import { list as incidentList } from './incident/list.ts';
import { note as incidentNote } from './incident/note.ts';
import { now as incidentNow } from './incident/now.ts';
import { oncall as incidentOncall } from './incident/oncall.ts';
import { oncallSwap as incidentOncallSwap } from './incident/oncall-swap.ts';
import { oncallUnswap as incidentOncallUnswap } from './incident/oncall-unswap.ts';
import { postmortem as incidentPostmortem } from './incident/postmortem.ts';
import { reopen as incidentReopen } from './incident/reopen.ts';
import { resolve as incidentResolve } from './incident/resolve.ts';
import { sev as incidentSev } from './incident/sev.ts';
import { show as incidentShow } from './incident/show.ts';
import { silence as incidentSilence } from './incident/silence.ts';
import { stats as incidentStats } from './incident/stats.ts';
import { timeline as incidentTimeline } from './incident/timeline.ts';
import { todo as incidentTodo } from './incident/todo.ts';
import { unack as incidentUnack } from './incident/unack.ts';
import { unresolve as incidentUnresolve } from './incident/unresolve.ts';
import { unsilence as incidentUnsilence } from './incident/unsilence.ts';
import { update as incidentUpdate } from './incident/update.ts';
import { acls as kafkaAcls } from './kafka/acls.ts';
import { addPartitions as kafkaAddPartitions } from './kafka/add-partitions.ts';
import { alterTopic as kafkaAlterTopic } from './kafka/alter-topic.ts';
import { brokers as kafkaBrokers } from './kafka/brokers.ts';
import { cancelReassignment as kafkaCancelReassignment } from './kafka/cancel-reassignment.ts';
import { configs as kafkaConfigs } from './kafka/configs.ts';
import { connector as kafkaConnector } from './kafka/connector.ts';
import { connectors as kafkaConnectors } from './kafka/connectors.ts';
import { createTopic as kafkaCreateTopic } from './kafka/create-topic.ts';
import { deleteOffsets as kafkaDeleteOffsets } from './kafka/delete-offsets.ts';
import { electLeaders as kafkaElectLeaders } from './kafka/elect-leaders.ts';
import { group as kafkaGroup } from './kafka/group.ts';
import { groups as kafkaGroups } from './kafka/groups.ts';
import { impact as kafkaImpact } from './kafka/impact.ts';
import { lag as kafkaLag } from './kafka/lag.ts';
import { logDirs as kafkaLogDirs } from './kafka/log-dirs.ts';
import { offsets as kafkaOffsets } from './kafka/offsets.ts';
import { pauseConnector as kafkaPauseConnector } from './kafka/pause-connector.ts';
import { peek as kafkaPeek } from './kafka/peek.ts';
import { quorum as kafkaQuorum } from './kafka/quorum.ts';
import { quotas as kafkaQuotas } from './kafka/quotas.ts';
import { reassign as kafkaReassign } from './kafka/reassign.ts';
import { reassignments as kafkaReassignments } from './kafka/reassignments.ts';
import { removeMember as kafkaRemoveMember } from './kafka/remove-member.ts';
import { resetOffsets as kafkaResetOffsets } from './kafka/reset-offsets.ts';
import { restartConnector as kafkaRestartConnector } from './kafka/restart-connector.ts';
import { restartTask as kafkaRestartTask } from './kafka/restart-task.ts';
import { resumeConnector as kafkaResumeConnector } from './kafka/resume-connector.ts';
import { setQuota as kafkaSetQuota } from './kafka/set-quota.ts';
import { topic as kafkaTopic } from './kafka/topic.ts';
import { topics as kafkaTopics } from './kafka/topics.ts';
import { transactions as kafkaTransactions } from './kafka/transactions.ts';
import { annotate } from './kubectl/annotate.ts';
import { apiResources } from './kubectl/api-resources.ts';
import { apiVersions } from './kubectl/api-versions.ts';
import { authCanI } from './kubectl/auth-can-i.ts';
import { clusterInfo } from './kubectl/cluster-info.ts';
import { configGetContexts } from './kubectl/config-get-contexts.ts';
import { cordon } from './kubectl/cordon.ts';
import { createJob } from './kubectl/create-job.ts';
import { deleteCommand } from './kubectl/delete.ts';
import { describe } from './kubectl/describe.ts';
import { drain } from './kubectl/drain.ts';
import { events } from './kubectl/events.ts';
import { explain } from './kubectl/explain.ts';
import { get } from './kubectl/get.ts';
import { label } from './kubectl/label.ts';
import { logs } from './kubectl/logs.ts';
import { patch } from './kubectl/patch.ts';
import { rolloutHistory } from './kubectl/rollout-history.ts';
import { rolloutPause } from './kubectl/rollout-pause.ts';
import { rolloutRestart } from './kubectl/rollout-restart.ts';
import { rolloutResume } from './kubectl/rollout-resume.ts';
import { rolloutStatus } from './kubectl/rollout-status.ts';
import { rolloutUndo } from './kubectl/rollout-undo.ts';
import { scale } from './kubectl/scale.ts';
import { setImage } from './kubectl/set-image.ts';
import { setResources } from './kubectl/set-resources.ts';
import { top } from './kubectl/top.ts';
import { uncordon } from './kubectl/uncordon.ts';
import { version } from './kubectl/version.ts';
import { deadletters } from './pipeline/deadletters.ts';
import { deadlettersReplay } from './pipeline/deadletters-replay.ts';
import { describe as pipelineDescribe } from './pipeline/describe.ts';
import { hold } from './pipeline/hold.ts';
import { lag as pipelineLag } from './pipeline/lag.ts';
import { list as pipelineList } from './pipeline/list.ts';
import { logs as pipelineLogs } from './pipeline/logs.ts';
import { pause } from './pipeline/pause.ts';
import { query } from './pipeline/query.ts';
import { restart } from './pipeline/restart.ts';
import { resume } from './pipeline/resume.ts';
import { scale as pipelineScale } from './pipeline/scale.ts';
import { status as pipelineStatus } from './pipeline/status.ts';
import { top as pipelineTop } from './pipeline/top.ts';
import { verify } from './pipeline/verify.ts';
import { audit } from './qm/audit.ts';
import { breakGlass } from './qm/break-glass.ts';
import { can } from './qm/can.ts';
import { doctor } from './qm/doctor.ts';
import { endBreakGlass } from './qm/end-break-glass.ts';
import { freeze } from './qm/freeze.ts';
import { freezes } from './qm/freezes.ts';
import { help } from './qm/help.ts';
import { policyTest } from './qm/policy-test.ts';
import { review } from './qm/review.ts';
import { reviews } from './qm/reviews.ts';
import { routes } from './qm/routes.ts';
import { routesAdd } from './qm/routes-add.ts';
import { routesEnd } from './qm/routes-end.ts';
import { routesTest } from './qm/routes-test.ts';
import { unfreeze } from './qm/unfreeze.ts';
import { version as qmVersion } from './qm/version.ts';
import { why } from './qm/why.ts';

export const COMMANDS: readonly Command[] = [
  get,
  describe,
  logs,
  top,
  events,
  explain,
  apiResources,
  apiVersions,
  version,
  clusterInfo,
  authCanI,
  configGetContexts,
  rolloutRestart,
  rolloutStatus,
  rolloutHistory,
  rolloutUndo,
  rolloutPause,
  rolloutResume,
  scale,
  setImage,
  setResources,
  label,
  annotate,
  patch,
  cordon,
  uncordon,
  drain,
  deleteCommand,
  createJob,
  kafkaTopics,
  kafkaTopic,
  kafkaGroups,
  kafkaGroup,
  kafkaLag,
  kafkaOffsets,
  kafkaConfigs,
  kafkaBrokers,
  kafkaLogDirs,
  kafkaReassignments,
  kafkaQuorum,
  kafkaImpact,
  kafkaTransactions,
  kafkaAcls,
  kafkaQuotas,
  kafkaConnectors,
  kafkaConnector,
  kafkaPeek,
  pipelineList,
  pipelineStatus,
  pipelineDescribe,
  query,
  pipelineTop,
  pipelineLag,
  pipelineLogs,
  verify,
  deadletters,
  pause,
  resume,
  restart,
  hold,
  deadlettersReplay,
  pipelineScale,
  kafkaAlterTopic,
  kafkaResetOffsets,
  kafkaDeleteOffsets,
  kafkaRemoveMember,
  kafkaCreateTopic,
  kafkaAddPartitions,
  kafkaElectLeaders,
  kafkaReassign,
  kafkaCancelReassignment,
  kafkaSetQuota,
  clusterTimetable,
  clusterNext,
  clusterPlan,
  clusterStatus,
  clusterOff,
  clusterOn,
  clusterKeep,
  clusterSkip,
  clusterTake,
  clusterResume,
  clusterOverrides,
  clusterHistory,
  kafkaPauseConnector,
  kafkaResumeConnector,
  kafkaRestartConnector,
  kafkaRestartTask,
  incidentNow,
  incidentAlerts,
  incidentAlert,
  incidentAck,
  incidentUnack,
  incidentSilence,
  incidentUnsilence,
  incidentAssign,
  incidentEscalate,
  incidentGraph,
  incidentClose,
  incidentReopen,
  incidentOncall,
  incidentOncallSwap,
  incidentOncallUnswap,
  incidentDeclare,
  incidentList,
  incidentShow,
  incidentUpdate,
  incidentSev,
  incidentLead,
  incidentNote,
  incidentLink,
  incidentTimeline,
  incidentResolve,
  incidentUnresolve,
  incidentTodo,
  incidentDone,
  incidentStats,
  incidentPostmortem,
  help,
  qmVersion,
  audit,
  doctor,
  policyTest,
  why,
  can,
  freeze,
  unfreeze,
  freezes,
  routes,
  routesTest,
  routesAdd,
  routesEnd,
  breakGlass,
  endBreakGlass,
  reviews,
  review,
];

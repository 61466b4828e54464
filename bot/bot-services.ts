// What the commands of the bot itself may ask of it, as an interface: services.ts implements it. Types only.

import type { AuditFilter, AuditRow, AuditVerdict, Witness } from './audit/row.ts';
import type { Command, Request } from './command.ts';
import type { FreezeWish } from './freeze.ts';
import type { IncidentDesk } from './incidents/desk.ts';
import type { AlertDesk } from './notify/desk.ts';
import type { RouteDesk } from './notify/route-desk.ts';
import type { TemporaryDesk } from './notify/temporary-desk.ts';
import type { OnCallDesk } from './on-call/desk.ts';
import type { NamedTimetable } from './timetable/of-settings.ts';

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** For a failure: why, and what to do. */
  readonly advice: string;
}

export interface Named {
  readonly name: string;
  readonly environment: string;
}

/** What policy opens to one person. */
export interface Reach {
  /** Those that they may use in at least one place. */
  readonly commands: readonly Command[];
  /** Those on which they may use at least one command. */
  readonly clusters: readonly Named[];
  readonly kafkas: readonly Named[];
  readonly pipelines: readonly Named[];
}

export interface BotServices {
  readonly commands: readonly Command[];
  readonly version: string;
  /** For help and App Home, which name nothing that is closed to their reader. */
  reach(request: Request): Promise<Reach>;
  /**
   * What would become of a command, and which policy says so, for whoever asks or for another person of the team. It runs,
   * tries and asks the cluster nothing. @throws UsageError for what is not understood, OperatorError where Slack cannot be asked.
   */
  explain(request: Request, command: string, userId?: string): Promise<string>;
  /** A line of cells for each pipeline that is open to whoever asks: name, environment, state, lag, behind, where. */
  pipelines(request: Request, signal: AbortSignal): Promise<readonly (readonly string[])[]>;
  /** @param scope a cluster, an environment or '' for all. @throws UsageError for a scope or a time that is none. */
  freeze(request: Request, wish: FreezeWish): Promise<string>;
  /** Ends those of exactly this scope. @returns what ended. */
  unfreeze(scope: string): Promise<readonly string[]>;
  /** @returns what is told to whoever asked. @throws UsageError for too long a time. */
  breakGlass(
    request: Request,
    wish: { readonly reason: string; readonly forMs: number },
  ): Promise<string>;
  /** Ends what the asker has broken. @returns what ended, in words. */
  mendGlass(request: Request): Promise<readonly string[]>;
  /** Broken glass that waits for a second person, a line each. */
  reviews(): Promise<readonly string[]>;
  /** @throws OperatorError where there is none, it is still in force, or the reviewer is the one who broke it. */
  review(request: Request, wish: { readonly id: string; readonly words: string }): Promise<string>;
  /** Those of the settings. */
  timetables(): readonly NamedTimetable[];
  /** What was asked for beside timetables and counts, a table. @throws UsageError for a switch that there is not. */
  overrides(request: Request, switchName: string | undefined): Promise<string>;
  /** What was done with a switch lately, a table. @throws UsageError for one that there is not. */
  switchHistory(request: Request, switchName: string): Promise<string>;
  /** What people ask for about alerts. */
  readonly alerts: AlertDesk;
  /** What people make of what goes wrong. */
  readonly incidents: IncidentDesk;
  /** Where alerts go. */
  readonly routes: RouteDesk;
  /** Where they go for some hours. */
  readonly temporaryRoutes: TemporaryDesk;
  /** Who is on call, and who stands in. */
  readonly onCall: OnCallDesk;
  /** What is frozen now, in words. */
  freezes(): Promise<readonly string[]>;
  searchAudit(filter: AuditFilter): Promise<readonly AuditRow[]>;
  /** What a person is called; undefined where that cannot be found out. */
  personName(teamId: string, userId: string): Promise<string | undefined>;
  /** The IANA zone of the settings. */
  timeZone(): string;
  verifyAudit(witnesses: readonly Witness[]): Promise<AuditVerdict>;
  doctor(signal: AbortSignal): Promise<readonly Finding[]>;
  /** @returns with `refused` why the set on disk is not the one in force, against which they ran. */
  policyTest(): Promise<{
    readonly text: string;
    readonly failed: number;
    readonly refused?: string;
  }>;
}

// What of incidents the store in memory keeps: one that is open, which commands can do something about.

import type { Entry, Incident } from '../../bot/incidents/incident.ts';
import type { Store } from '../../bot/ports.ts';
import { incidentOf } from '../bot/incidents/fixtures.ts';

/** Of the incident that is there. */
export const DECLARER = 'U0DECLARED';

export function createMemoryIncidents() {
  const incidents = new Map<string, Incident>();
  let entries: Entry[] = [];
  let number = 1;
  const all = () => [...incidents.values()];
  const forget = () => {
    incidents.clear();
    incidents.set('i1', incidentOf({ channelId: 'C0GENERAL', declaredBy: DECLARER }));
    entries = [];
    number = 1;
  };
  forget();
  const part: Partial<Store> = {
    holdIncidents: async () => {},
    nextIncidentNumber: async () => {
      number += 1;
      return number;
    },
    saveIncident: async (incident) => void incidents.set(incident.id, incident),
    numberedIncident: async (wanted) => all().find((each) => each.number === wanted),
    incidents: async () => all(),
    incidentsIn: async (channelId) => all().filter((each) => each.channelId === channelId),
    addEntry: async (entry) => void entries.push(entry),
    entries: async (id) => entries.filter(({ incidentId }) => incidentId === id),
    auditOfRequests: async () => [],
  };
  return { part, forget };
}

// The settings of alerts and incidents in the sandbox: what goes wrong in the shop is told in #incidents, and bob and alice take turns; others follow in #general.

/** Of the stand-in cluster alone: what goes wrong in a person's own is not told by a try. */
export const ALERTS = {
  clusters: ['staging'],
  routes: [{ name: 'everything', channel: 'C0INCIDENT', escalation: 'shop' }],
};
export const ON_CALL = {
  rotations: {
    shop: {
      ...{ timeZone: 'Asia/Seoul', channel: 'C0INCIDENT' },
      layers: [
        {
          ...{ name: 'week', people: ['T0SHOP/U0BOB', 'T0SHOP/U0ALICE'], from: '2026-01-05' },
          handOff: { days: 7, at: '10:00' },
        },
      ],
    },
  },
  escalations: { shop: { steps: [{ rotations: ['shop'] }] } },
};
export const INCIDENTS = { channel: 'C0INCIDENT', stakeholders: 'C0GENERAL' };

// `incident oncall unswap`: ends what somebody swapped, before its time.

import { botCommand } from '../../command.ts';

export const oncallUnswap = botCommand({
  name: 'incident oncall unswap',
  summary: 'End a swap of who is on call before its time',
  examples: ['incident oncall unswap k3Xa9b'],
  effect: 'change',
  grammar: {
    positionals: {
      ...{ usage: 'SWAP', min: 1, max: 1 },
      pattern: { expression: /^[A-Za-z0-9]{6}$/u, description: 'the id of a swap' },
    },
    flags: {},
  },
  read: ({ positionals: [id = ''] }) => ({ id }),
  async run({ id }, { services }) {
    return { stdout: await services.onCall.endSwap(id), stderr: '', exitCode: 0 };
  },
});

// The messages and views the sample app shows: one of each kind, and hostile ones.
import type { KnownBlock, ModalView } from '@slack/types';

export const PODS = `NAME                        READY   STATUS             RESTARTS       AGE
checkout-7c9d8b5f4-2xk9p    1/1     Running            0              3d4h
checkout-7c9d8b5f4-qm7vd    1/1     Running            0              3d4h
payments-6f5b9c7d8-hw2lt    0/1     CrashLoopBackOff   41 (12s ago)   2d1h
search-5d4c8f9b7-9rj4n      0/1     Pending            0              17m
web-84b7c6d9f-5zqxs         1/1     Running            1 (2d ago)     6d`;

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const output = (text: string): KnownBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
});

export function pods(user: string, text: string): KnownBlock[] {
  return [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: `:white_check_mark: *kubectl ${text}*  on \`staging\`` },
    },
    output(PODS),
    {
      type: 'context',
      elements: [
        { type: 'mrkdwn', text: `<@${user}>` },
        { type: 'mrkdwn', text: '5 rows' },
        { type: 'mrkdwn', text: '38 ms' },
      ],
    },
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'output_prev', text: plain('Previous'), value: 'id-1' },
        { type: 'button', action_id: 'output_next', text: plain('Next'), value: 'id-1' },
        { type: 'button', action_id: 'output_filter', text: plain('Filter'), value: 'id-1' },
        { type: 'button', action_id: 'output_file', text: plain('Whole file'), value: 'id-1' },
      ],
    },
  ];
}

export function preview(): KnownBlock[] {
  return [
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: ':warning: *Restart deployment/web* in `shop` on *staging*?\n> The server accepted a dry run. 3 pods will be replaced, one at a time.',
      },
    },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_preformatted',
          elements: [
            {
              type: 'text',
              text: ' spec:\n   template:\n     metadata:\n       annotations:\n+        kubectl.kubernetes.io/restartedAt: "2026-11-24T03:14:00Z"',
            },
          ],
        },
      ],
    },
    {
      type: 'actions',
      block_id: 'ask',
      elements: [
        {
          type: 'button',
          action_id: 'confirm',
          style: 'danger',
          value: 'op-1',
          text: plain('Restart'),
          confirm: {
            title: plain('Restart web?'),
            text: { type: 'mrkdwn', text: '*3 pods* are replaced.' },
            confirm: plain('Restart'),
            deny: plain('Keep'),
            style: 'danger',
          },
        },
        { type: 'button', action_id: 'cancel', value: 'op-1', text: plain('Cancel') },
        {
          type: 'overflow',
          action_id: 'more',
          options: [
            { text: plain('Show the YAML'), value: 'yaml' },
            { text: plain('Who may do this'), value: 'who' },
          ],
        },
      ],
    },
  ];
}

export function restarted(user: string): KnownBlock[] {
  return [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: `:white_check_mark: *Restarted deployment/web* by <@${user}>` },
    },
    output('deployment.apps/web restarted'),
  ];
}

export function builder(): ModalView {
  const option = (value: string) => ({ text: plain(value), value });
  return {
    type: 'modal',
    callback_id: 'builder',
    title: plain('Build a command'),
    submit: plain('Preview'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'section',
        text: { type: 'mrkdwn', text: 'Pick what to do; nothing runs before you confirm.' },
      },
      {
        type: 'input',
        block_id: 'verb',
        label: plain('Verb'),
        element: {
          type: 'static_select',
          action_id: 'verb',
          options: ['get', 'describe', 'rollout restart', 'scale'].map(option),
        },
      },
      {
        type: 'input',
        block_id: 'name',
        label: plain('Name'),
        hint: plain('Begin to type'),
        element: {
          type: 'external_select',
          action_id: 'name',
          min_query_length: 1,
          placeholder: plain('Deployment'),
        },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'reason' },
      },
      {
        type: 'input',
        block_id: 'extra',
        optional: true,
        label: plain('Namespaces'),
        element: {
          type: 'multi_static_select',
          action_id: 'extra',
          options: ['shop', 'ads', 'kube-system'].map(option),
        },
      },
      {
        type: 'input',
        block_id: 'flags',
        optional: true,
        label: plain('Flags'),
        element: {
          type: 'checkboxes',
          action_id: 'flags',
          options: [option('--show-labels'), option('--no-headers')],
        },
      },
      {
        type: 'input',
        block_id: 'format',
        optional: true,
        label: plain('Output'),
        element: {
          type: 'radio_buttons',
          action_id: 'format',
          options: [option('table'), option('yaml')],
        },
      },
      {
        type: 'input',
        block_id: 'day',
        optional: true,
        label: plain('Day'),
        element: { type: 'datepicker', action_id: 'day' },
      },
    ],
  };
}

export function home(user: string): { type: 'home'; blocks: KnownBlock[] } {
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plain('What you may do') },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: `Hello <@${user}>. You may *read* in \`shop\`.` },
      },
      { type: 'divider' },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'pick',
            text: plain('Build a command'),
            style: 'primary',
            value: 'from-home',
          },
        ],
      },
    ],
  };
}

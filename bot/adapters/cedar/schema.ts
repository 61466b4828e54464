// The Cedar schema that policies are validated against, made from the list of commands so that no command can be left
// out of it. Pure; it decides nothing.

/** What the commands of each kind of place are asked about. */
const RESOURCES = {
  cluster: '[Cluster, ClusterResource]',
  /** Commands of switches, which have pipelines too. */
  switch: '[Cluster, ClusterResource, Pipeline]',
  kafka: '[Kafka, KafkaResource]',
  pipeline: 'Pipeline',
  bot: 'Bot',
} as const;

/** What the schema needs to know of a command. */
export interface SchemaCommand {
  readonly name: string;
  readonly on: Exclude<keyof typeof RESOURCES, 'switch'>;
  readonly effect: 'read' | 'change';
}

/** @returns the text of policies/quartermaster.cedarschema; actions stand in the order of the names. */
export function cedarSchema(commands: readonly SchemaCommand[]): string {
  const actions = [...commands]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, on, effect }) =>
      declareAction(
        name,
        on === 'bot' ? 'own' : effect,
        RESOURCES[isOfSwitches(name, on) ? 'switch' : on],
      ),
    );
  return `${ENTITIES}\n${actions.join('\n')}\n`;
}

function isOfSwitches(name: string, on: SchemaCommand['on']): boolean {
  return on === 'cluster' && name.startsWith('cluster ');
}

function declareAction(name: string, group: string, resource: string): string {
  return [
    `action ${JSON.stringify(name)} in [${JSON.stringify(group)}] appliesTo {`,
    `  principal: User, resource: ${resource}, context: Circumstances`,
    '};',
  ].join('\n');
}

const ENTITIES = `// What policies may speak of. Made from the list of commands and held equal to it by a test: do not edit by hand.
// A command is asked about twice: first with the Cluster or the Kafka it would act on, then with each ClusterResource or
// KafkaResource it would touch; one of a switch also with each Pipeline that it switches.

// A group of the settings, for example Group::"operator".
entity Group;

// Whoever asks, User::"TEAM_ID/USER_ID". \`groups\` holds the same names as the Groups the user is in.
entity User in [Group] {
  team: String,
  groups: Set<String>,
  guest: Bool,
  bot: Bool,
  stranger: Bool
};

// A cluster of the settings, Cluster::"shop-staging".
entity Cluster {
  cluster: String,
  environment: String
};

// A namespace, Namespace::"shop-staging/shop".
entity Namespace in [Cluster];

// One thing a command would do, in the words of Kubernetes RBAC. Without \`namespace\` it is a resource that has none, or
// every namespace; without \`name\` it is every name.
entity ClusterResource in [Namespace, Cluster] {
  cluster: String,
  environment: String,
  verb: String,
  group: String,
  resource: String,
  subresource?: String,
  namespace?: String,
  name?: String
};

// A Kafka of the settings, Kafka::"shop-staging".
entity Kafka {
  kafka: String,
  environment: String
};

// One thing a command would do to a Kafka, in the words of Kafka's ACLs: \`operation\` is Describe, DescribeConfigs, Read, Alter
// ..., \`resource_type\` is Cluster, Topic, Group, TransactionalId or
// Connector (of its Kafka Connect: Describe, Alter). Without \`name\` it is every name; a Cluster has none.
entity KafkaResource in [Kafka] {
  kafka: String,
  environment: String,
  operation: String,
  resource_type: String,
  name?: String
};

// A pipeline of the settings, Pipeline::"settlement". Its commands are asked about it as a whole.
entity Pipeline {
  pipeline: String,
  environment: String
};

// The bot itself, for the commands that begin with "qm", and for "pipeline list".
entity Bot;

// \`hour\` is 0 to 23 and \`weekday\` 1 (Monday) to 7, in the settings' time zone. \`replicas_after\` and \`patch_paths\` are
// known only with a ClusterResource. Of paths below metadata.labels and metadata.annotations only these two are given,
// because the keys below them are free. \`config_keys\`, the settings of a topic that are set or taken away, are known with
// a KafkaResource of "kafka alter topic" and "kafka create topic". \`frozen\` says whether a freeze is in force for the place, \`broken_glass\` whether the
// asker has broken the glass. \`confirmed\` and \`approvals\` (how many different others have said yes) are for a forbid that is
// lifted by them: it carries @demands("confirmation"), or @demands("approval") with @approvals("2"), @approvers("admin,security")
// and @valid("1h") where 1, whoever may do the same, and an hour are not meant.
type Circumstances = {
  channel: String,
  surface: String,
  hour: Long,
  weekday: Long,
  frozen: Bool,
  confirmed: Bool,
  approvals: Long,
  broken_glass: Bool,
  replicas_after?: Long,
  patch_paths?: Set<String>,
  config_keys?: Set<String>
};

action "read";
action "change";
action "own";
`;

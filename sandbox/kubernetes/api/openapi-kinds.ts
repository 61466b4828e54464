// What `explain` says of the kinds that the sandbox shows: the fields that people ask about, in the stand-in's own words. The
// real documents are 30 times as long; what is missing here is missing from `explain` alone.

/**
 * One schema a paragraph: `Name: description`, then a line for each field, `name type: description`. A type is string,
 * integer, boolean, object (free form), labels (a map of strings), time, or a schema's name; `[]` before it makes a list and
 * `*` behind it says that the field is required.
 */
export const KINDS = `
ObjectMeta: What every object carries: its name, its place and its labels.
name string: Name of the object, unique among its kind in the namespace. Cannot be changed.
namespace string: The namespace that the object lives in. Cannot be changed.
labels labels: Words by which objects are chosen by selectors.
annotations labels: Notes of tools and people; nothing is chosen by them.
uid string: Unique in time and space. Set by the server.
resourceVersion string: The version of this state of the object. Set by the server.
generation integer: Counts the changes of the wanted state. Set by the server.
creationTimestamp time: When the object was made. Set by the server.
deletionTimestamp time: When the object will be gone. Set by the server on deletion.
finalizers []string: What must be done before the object may go.
ownerReferences []object: The objects that this one belongs to.

LabelSelector: Chooses objects by their labels; all conditions must hold.
matchLabels labels: Labels that must have exactly these values.
matchExpressions []object: Conditions with an operator: In, NotIn, Exists, DoesNotExist.

Pod: A group of containers that run together on one node.
metadata ObjectMeta: Standard metadata.
spec PodSpec: The wanted state of the pod.
status PodStatus: The observed state of the pod. Read-only.

PodSpec: What a pod runs and where.
containers []Container*: The containers of the pod. At least one.
initContainers []Container: Containers that run to their end, one after another, before the others start.
nodeName string: The node that the pod runs on; set by the scheduler.
nodeSelector labels: Labels that a node must have to run the pod.
restartPolicy string: Whether ended containers are started again: Always, OnFailure or Never.
serviceAccountName string: The account that the pod acts as.
terminationGracePeriodSeconds integer: How long the pod may take to end.
tolerations []object: The taints of nodes that the pod puts up with.
volumes []object: The volumes that containers may mount.

Container: One program of a pod, run from an image.
name string*: Name of the container, unique in the pod.
image string: The image to run.
command []string: What to run in place of the image's own entry point.
args []string: Arguments of the command.
env []object: Environment variables.
ports []object: Ports that the container listens on.
resources ResourceRequirements: How much CPU and memory it asks for and may use.
livenessProbe object: A check that restarts the container when it fails.
readinessProbe object: A check that takes the pod out of its services when it fails.
volumeMounts []object: Where volumes appear in the container's files.
imagePullPolicy string: When the image is fetched: Always, IfNotPresent or Never.

ResourceRequirements: CPU and memory of a container.
limits labels: The most that may be used.
requests labels: What is set aside for the container on its node.

PodStatus: The observed state of a pod.
phase string: Pending, Running, Succeeded, Failed or Unknown.
conditions []object: Whether the pod is scheduled, initialized and ready.
containerStatuses []object: The state of each container.
podIP string: The address of the pod.
hostIP string: The address of its node.
startTime time: When the node took the pod on.

Deployment: Keeps a number of equal pods running and replaces them step by step when their template changes.
metadata ObjectMeta: Standard metadata.
spec DeploymentSpec: The wanted state of the deployment.
status DeploymentStatus: The observed state of the deployment. Read-only.

DeploymentSpec: The wanted state of a deployment.
replicas integer: How many pods are wanted. 1 unless said.
selector LabelSelector*: Which pods belong to the deployment. Cannot be changed.
template PodTemplateSpec*: What a pod of the deployment looks like.
strategy DeploymentStrategy: How old pods are replaced by new ones.
minReadySeconds integer: How long a new pod must be ready before it counts as available.
revisionHistoryLimit integer: How many old revisions are kept to go back to. 10 unless said.
paused boolean: Whether changes of the template wait.
progressDeadlineSeconds integer: After how long without progress a rollout counts as failed. 600 unless said.

DeploymentStrategy: How old pods are replaced by new ones.
type string: RollingUpdate or Recreate.
rollingUpdate RollingUpdateDeployment: How fast a rolling update goes.

RollingUpdateDeployment: How fast a rolling update goes.
maxSurge string: How many pods more than wanted there may be; a number or a percentage. 25% unless said.
maxUnavailable string: How many pods may be missing; a number or a percentage. 25% unless said.

DeploymentStatus: The observed state of a deployment.
replicas integer: How many pods there are.
updatedReplicas integer: How many of them have the present template.
readyReplicas integer: How many are ready.
availableReplicas integer: How many are available.
unavailableReplicas integer: How many are still missing.
observedGeneration integer: The generation that the controller has seen.
conditions []object: Available and Progressing.

PodTemplateSpec: What a pod that is to be made looks like.
metadata ObjectMeta: Labels and annotations of the pods.
spec PodSpec: What the pods run.

StatefulSet: Keeps numbered pods, each with a name and storage of its own.
metadata ObjectMeta: Standard metadata.
spec WorkloadSpec: The wanted state.
status object: The observed state. Read-only.

DaemonSet: Keeps one pod on each node.
metadata ObjectMeta: Standard metadata.
spec WorkloadSpec: The wanted state.
status object: The observed state. Read-only.

ReplicaSet: Keeps a number of equal pods; a deployment has one for each revision.
metadata ObjectMeta: Standard metadata.
spec WorkloadSpec: The wanted state.
status object: The observed state. Read-only.

WorkloadSpec: The wanted state of a set of pods.
replicas integer: How many pods are wanted.
selector LabelSelector*: Which pods belong to the set. Cannot be changed.
template PodTemplateSpec*: What a pod of the set looks like.
updateStrategy object: How pods are replaced when the template changes.

Service: A steady address in front of pods.
metadata ObjectMeta: Standard metadata.
spec ServiceSpec: The wanted state of the service.
status object: The observed state. Read-only.

ServiceSpec: What a service leads to.
selector labels: The labels of the pods behind the service.
ports []object: The ports of the service and where they lead.
type string: ClusterIP, NodePort, LoadBalancer or ExternalName.
clusterIP string: The address in the cluster; None for a headless service.

Job: Runs pods until enough of them have succeeded.
metadata ObjectMeta: Standard metadata.
spec JobSpec: The wanted state of the job.
status object: The observed state. Read-only.

JobSpec: What a job runs and how often.
template PodTemplateSpec*: What a pod of the job looks like.
completions integer: How many pods must succeed.
parallelism integer: How many pods may run at a time.
backoffLimit integer: How many failures are put up with. 6 unless said.
suspend boolean: Whether the job waits.

CronJob: Makes a job at each time of a schedule.
metadata ObjectMeta: Standard metadata.
spec CronJobSpec: The wanted state of the cron job.
status object: The observed state. Read-only.

CronJobSpec: When a cron job makes which job.
schedule string*: Five fields: minute, hour, day, month, weekday.
timeZone string: The zone of the schedule.
suspend boolean: Whether no jobs are made.
jobTemplate object*: What a job looks like.
concurrencyPolicy string: Whether jobs may overlap: Allow, Forbid or Replace.

ConfigMap: Settings for pods.
metadata ObjectMeta: Standard metadata.
data labels: Texts by name.

Secret: Settings that must stay secret.
metadata ObjectMeta: Standard metadata.
data labels: Values by name, in base64.
type string: What the secret is for.

Namespace: A room for objects.
metadata ObjectMeta: Standard metadata.
spec object: The wanted state.
status object: The observed state. Read-only.

Node: A machine that runs pods.
metadata ObjectMeta: Standard metadata.
spec NodeSpec: The wanted state of the node.
status object: The observed state. Read-only.

NodeSpec: The wanted state of a node.
unschedulable boolean: Whether no new pods are put here.
taints []object: What keeps pods away that do not tolerate it.
podCIDR string: The addresses of its pods.

PodDisruptionBudget: How many of some pods must stay when nodes are emptied.
metadata ObjectMeta: Standard metadata.
spec PodDisruptionBudgetSpec: The wanted state of the budget.
status object: The observed state. Read-only.

PodDisruptionBudgetSpec: What must stay.
minAvailable string: How many pods must stay; a number or a percentage.
maxUnavailable string: How many pods may be missing; a number or a percentage.
selector LabelSelector: Which pods the budget is for.

HorizontalPodAutoscaler: Changes the number of pods with their load.
metadata ObjectMeta: Standard metadata.
spec object: The wanted state.
status object: The observed state. Read-only.

Ingress: Leads requests from outside to services, by host and path.
metadata ObjectMeta: Standard metadata.
spec object: The wanted state.
status object: The observed state. Read-only.
`;

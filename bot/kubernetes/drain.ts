// A drain: new pods are kept off the nodes, then the pods on them are evicted, one node after another. Where it ends early the
// nodes stay cordoned, and it says so.

import type { KubectlContext, Output, Preview } from '../command.ts';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import { KubectlError } from './api.ts';
import { cordonChange } from './cordon.ts';
import { agreedDrain, beyondDrain } from './drain-agreed.ts';
import { type DrainedPod, type DrainRules, type NodePods, podsToEvict } from './drain-pods.ts';
import { KubectlErrors, kubectlText } from './errors.ts';
import { evict, evictAll, isGone, isKept, type Printer } from './eviction.ts';
import { type ChangeArgs, patching } from './object-change.ts';
import { quote } from './quote.ts';

export interface DrainArgs extends ChangeArgs, DrainRules {
  /** Seconds; undefined: what the pod itself says. */
  readonly gracePeriod: number | undefined;
  /** For one node. */
  readonly timeoutMs: number;
  /** 1 for a selector: how many it finds is not known yet. */
  readonly nodeCount: number;
}

export function draining(usage: string) {
  const cordon = patching<DrainArgs>({
    usage,
    isAllOrNothing: true,
    change: () => cordonChange(true),
  });
  return {
    access: (args: DrainArgs, place: Parameters<typeof cordon.access>[1]) => [
      ...cordon.access(args, place),
      // In every namespace: a node has pods of any.
      { verb: 'create' as const, group: '', resource: 'pods', subresource: 'eviction' },
      { verb: 'list' as const, group: '', resource: 'pods', implied: true },
      { verb: 'get' as const, group: 'apps', resource: 'daemonsets', implied: true },
    ],
    preview: async (args: DrainArgs, context: KubectlContext): Promise<Preview> => {
      const cordoned = await cordon.preview(args, context);
      const nodes = await nodesOf(args, context);
      const parts = [];
      for (const node of nodes) parts.push(await previewNode(node, args, context));
      return {
        summary: [cordoned.summary, ...parts.map(({ summary }) => summary)].join(' '),
        diff: [cordoned.diff, ...parts.map(({ list }) => list)].join(''),
        warnings: [...cordoned.warnings, ...parts.flatMap(({ warnings }) => warnings)],
        substance: agreedDrain(
          cordoned.substance,
          parts.map(({ agreed }) => agreed),
        ),
      };
    },
    beyond: beyondDrain,
    run: async (args: DrainArgs, context: KubectlContext): Promise<Output> => {
      const cordoned = await cordon.run(args, context);
      if (cordoned.exitCode !== 0) return cordoned;
      const printer = createPrinter(cordoned, context.show);
      return await drainAll(await nodesOf(args, context), args, context, printer);
    },
  };

  async function nodesOf(args: DrainArgs, context: KubectlContext): Promise<readonly string[]> {
    return (await cordon.objects(args, context)).map(({ name }) => name);
  }
}

/** @throws KubectlErrors in kubectl's words when the node could not be drained whole: then it is not cordoned either. */
async function previewNode(node: string, args: DrainArgs, context: KubectlContext) {
  const { evicted, errors, warnings, losingData } = await podsToEvict(node, args, context);
  if (errors.length > 0) throw unableToDrain(node, errors);
  const kept: string[] = [];
  for (const pod of evicted) {
    try {
      await evict(pod, { gracePeriod: args.gracePeriod, dryRun: true }, context);
    } catch (error) {
      if (isGone(error)) continue;
      if (!isKept(error)) throw error;
      kept.push(`${nameOf(pod)} cannot be evicted yet: ${error.message}`);
    }
  }
  const names = evicted.map(nameOf);
  const lost = losingData.map((pod) => `The emptyDir data of ${nameOf(pod)} is lost.`);
  const count = names.length === 1 ? '1 pod' : `${names.length} pods`;
  return {
    summary: `Then evict ${count} from node/${node}.`,
    list: listOf(node, names),
    warnings: [...(warnings === '' ? [] : [warnings]), ...lost, ...kept],
    agreed: { node, pods: Object.fromEntries(evicted.map((pod) => [pod.uid, nameOf(pod)])) },
  };
}

function nameOf({ namespace, name }: DrainedPod): string {
  return `${namespace}/${name}`;
}

/** As a diff shows what will no longer be there. */
function listOf(node: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const lines = names.map((name) => `-${name}\n`).join('');
  return `--- pods of node/${node} (now)\n+++ pods of node/${node} (after)\n@@ -1,${names.length} +0,0 @@\n${lines}`;
}

async function drainAll(
  nodes: readonly string[],
  args: DrainArgs,
  context: KubectlContext,
  printer: Printer,
): Promise<Output> {
  const failed = new Map<string, readonly KubectlError[]>();
  for (const node of nodes) {
    try {
      const errors = await drainNode(node, args, context, printer);
      if (errors.length === 0) {
        printer.out(`node/${node} drained${args.dryRun ? ' (server dry run)' : ''}`);
        continue;
      }
      failed.set(node, errors);
      const why = textOf(errors);
      printer.error(
        `error: unable to drain node ${quote(node)} due to error: ${why}, continuing command...`,
      );
    } catch (error) {
      const left = nodes.slice(nodes.indexOf(node));
      if (!args.dryRun) printer.error(staysCordoned(left));
      // Between two requests it is known what was done: all that was printed.
      if (!context.signal.aborted || error instanceof UnknownOutcomeError) throw error;
      return { ...printer.printed, exitCode: 1 };
    }
  }
  if (failed.size === 0) return printer.printed;
  printer.error('There are pending nodes to be drained:');
  for (const node of failed.keys()) printer.error(` ${node}`);
  const errors = [...failed.values()].map((each) => new KubectlError(textOf(each)));
  const { stdout, stderr } = printer.printed;
  return { stdout, stderr: `${stderr}${kubectlText(new KubectlErrors(errors))}`, exitCode: 1 };
}

async function drainNode(
  node: string,
  args: DrainArgs,
  context: KubectlContext,
  printer: Printer,
): Promise<readonly KubectlError[]> {
  const { evicted, errors, warnings } = await podsToEvict(node, args, context);
  if (errors.length > 0) return errors;
  if (warnings !== '') printer.error(`Warning: ${warnings}`);
  const { gracePeriod, timeoutMs, dryRun } = args;
  const options = { node, gracePeriod, timeoutMs, dryRun };
  const refused = await evictAll(evicted, options, context, printer);
  if (refused.length > 0) await printPending(node, args, refused, context, printer);
  return refused;
}

async function printPending(
  node: string,
  args: DrainArgs,
  refused: readonly KubectlError[],
  context: KubectlContext,
  printer: Printer,
): Promise<void> {
  const pending: NodePods = await podsToEvict(node, args, context);
  if (pending.evicted.length > 0) {
    printer.error(
      `There are pending pods in node ${quote(node)} when an error occurred: ${textOf(refused)}`,
    );
    for (const { name } of pending.evicted) printer.error(`pod/${name}`);
  }
  if (pending.errors.length > 0) {
    printer.error('Following errors occurred while getting the list of pods to delete:');
    printer.error(textOf(pending.errors));
  }
}

/** As Go joins several errors into one. */
function textOf(errors: readonly KubectlError[]): string {
  const texts = [...new Set(errors.map(({ message }) => message))];
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

function unableToDrain(node: string, errors: readonly KubectlError[]): KubectlError {
  return new KubectlError(`unable to drain node ${quote(node)} due to error: ${textOf(errors)}`);
}

function staysCordoned(nodes: readonly string[]): string {
  const names = nodes.map((node) => `node/${node}`).join(', ');
  const [are, stay] = nodes.length === 1 ? ['is', 'stays'] : ['are', 'stay'];
  return `${names} ${are} not drained and ${stay} cordoned: "kubectl uncordon" lets pods on again.`;
}

function createPrinter(before: Output, show: KubectlContext['show']): Printer {
  let { stdout, stderr } = before;
  const changed = () => show({ stdout, stderr, exitCode: 0 });
  return {
    out: (line) => {
      stdout += `${line}\n`;
      changed();
    },
    error: (line) => {
      stderr += `${line}\n`;
      changed();
    },
    get printed() {
      return { stdout, stderr, exitCode: 0 };
    },
  };
}

// What `label` and `annotate` do: they change the labels or annotations of objects, or only list what there would be.

import type { KubectlContext, KubectlPlace, Output } from '../command.ts';
import { KubectlError, StatusError } from './api.ts';
import { KubectlErrors, kubectlText } from './errors.ts';
import { assertSingle, fieldOf, type Mark, type MarkArgs, markChange, markedAs } from './marks.ts';
import { patching, readObject } from './object-change.ts';
import type { NamedTarget } from './targets.ts';

export function marking(mark: Mark, usage: string) {
  const verb = patching<MarkArgs>({
    usage,
    checkAll: assertSingle,
    change: (args) => markChange(args, mark),
  });
  return {
    ...verb,
    changes: ({ list }: MarkArgs) => !list,
    access: (args: MarkArgs, place: KubectlPlace) => {
      const accesses = verb.access(args, place);
      if (!args.list) return accesses;
      return accesses
        .filter((access) => access.verb !== 'patch')
        .map((access) => ({ ...access, implied: false }));
    },
    run: async (args: MarkArgs, context: KubectlContext) =>
      args.list
        ? await listMarks(args, mark, await verb.objects(args, context), context)
        : await verb.run(args, context),
  };
}

/** Sorted; kubectl lists them in any order. */
async function listMarks(
  args: MarkArgs,
  mark: Mark,
  objects: readonly NamedTarget[],
  context: KubectlContext,
): Promise<Output> {
  const isOne = args.selector === undefined && objects.length === 1;
  const errors: (StatusError | KubectlError)[] = [];
  let stdout = '';
  for (const target of objects) {
    try {
      const { metadata } = await readObject(target, context);
      const marked = markedAs(metadata?.[fieldOf(mark)] ?? {}, args, mark);
      const { kind, group } = target.resource;
      if (!isOne) stdout += `Listing ${fieldOf(mark)} for ${kind}.${group}/${target.name}:\n`;
      for (const [key, value] of marked) stdout += `${isOne ? '' : ' '}${key}=${value}\n`;
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof KubectlError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length === 0) return { stdout, stderr: '', exitCode: 0 };
  return { stdout, stderr: kubectlText(new KubectlErrors(errors)), exitCode: 1 };
}

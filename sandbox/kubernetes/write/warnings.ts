// The warnings that a write carries back: what is accepted but unwise.
import type { Container, KubernetesObject, PodTemplate } from '../objects.ts';

export function warningsOf(object: KubernetesObject): string[] {
  const template =
    object.kind === 'Pod'
      ? { spec: object.spec, prefix: 'spec' }
      : { spec: templateOf(object)?.spec, prefix: 'spec.template.spec' };
  const { containers = [] } = (template.spec ?? {}) as { containers?: Container[] };
  return containers.flatMap(({ env = [] }, index) =>
    repeated(env.map(({ name }) => name)).map(({ name, at, first }) =>
      `${template.prefix}.containers[${index}].env[${at}]: hides previous definition of "${name}", which may be dropped when using apply`.replace(
        '[first]',
        String(first),
      ),
    ),
  );
}

function templateOf({ spec }: KubernetesObject): PodTemplate | undefined {
  return (spec as { template?: PodTemplate } | undefined)?.template;
}

function repeated(names: readonly string[]) {
  return names.flatMap((name, at) => {
    const first = names.indexOf(name);
    return first === at ? [] : [{ name, at, first }];
  });
}

// Looks at a pod's spec: containers, their names, images and resources.
import type { Container, PodSpec } from '../objects.ts';
import { isQuantity, quantityValue } from '../quantity.ts';
import type { Cause } from '../status.ts';
import { invalidValue, isLabelName, LABEL_TEXT, requiredValue } from './names.ts';

/** @param field where the spec stands, for example `spec.template.spec`. */
export function checkPodSpec(spec: unknown, field: string): Cause[] {
  const { containers, initContainers = [] } = (spec ?? {}) as Partial<PodSpec>;
  if (containers === undefined || containers.length === 0)
    return [requiredValue(`${field}.containers`)];
  return [
    ...checkContainers(containers, `${field}.containers`, []),
    ...checkContainers(
      initContainers,
      `${field}.initContainers`,
      containers.map(({ name }) => name),
    ),
  ];
}

function checkContainers(
  containers: readonly Container[],
  field: string,
  taken: readonly string[],
): Cause[] {
  const names = [...taken];
  return containers.flatMap((container, index) => {
    const causes = checkContainer(container, `${field}[${index}]`);
    if (names.includes(container.name))
      causes.push({
        reason: 'FieldValueDuplicate',
        message: `Duplicate value: ${JSON.stringify(container.name)}`,
        field: `${field}[${index}].name`,
      });
    names.push(container.name);
    return causes;
  });
}

function checkContainer({ name, image, resources, ports = [] }: Container, field: string): Cause[] {
  const causes: Cause[] = [];
  if (!name) causes.push(requiredValue(`${field}.name`));
  else if (!isLabelName(name)) causes.push(invalidValue(`${field}.name`, name, LABEL_TEXT));
  if (!image) causes.push(requiredValue(`${field}.image`));
  else if (image !== image.trim())
    causes.push(
      invalidValue(`${field}.image`, image, 'must not have leading or trailing whitespace'),
    );
  for (const [index, { containerPort }] of ports.entries())
    if (!(containerPort > 0 && containerPort < 65_536))
      causes.push(
        invalidValue(
          `${field}.ports[${index}].containerPort`,
          containerPort,
          'must be between 1 and 65535, inclusive',
        ),
      );
  return [...causes, ...checkResources(resources ?? {}, `${field}.resources`)];
}

function checkResources(
  { limits = {}, requests = {} }: NonNullable<Container['resources']>,
  field: string,
): Cause[] {
  const causes: Cause[] = [];
  for (const [part, amounts] of [
    ['limits', limits],
    ['requests', requests],
  ] as const)
    for (const [name, text] of Object.entries(amounts)) {
      if (isQuantity(text) && quantityValue(text) < 0)
        causes.push(
          invalidValue(`${field}.${part}[${name}]`, text, 'must be greater than or equal to 0'),
        );
    }
  for (const [name, text] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit === undefined || quantityValue(text) <= quantityValue(limit)) continue;
    causes.push(
      invalidValue(
        `${field}.requests`,
        text,
        `must be less than or equal to ${name} limit of ${limit}`,
      ),
    );
  }
  return causes;
}

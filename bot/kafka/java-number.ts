// Numbers as Java's Double.toString writes them, which is how Kafka's tools print quotas. Pure.

/** `1024.0`, `1.048576E7`, `0.5` */
export function doubleInJava(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return withPoint(String(value));
  if (!Number.isFinite(value)) return String(value);
  const [digits = '', power = ''] = value.toExponential().split('e');
  return `${withPoint(digits)}E${Number(power)}`;
}

function withPoint(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`;
}

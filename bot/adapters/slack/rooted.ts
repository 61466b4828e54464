// What follows a mention of the bot as a command of a list of roots: with a mention there is no slash command that names one. It
// only adds the root, or takes its slash away; whether there is such a command the grammar says.

/**
 * @param names of all commands, for example 'kubectl rollout restart'.
 * @returns the text with its root: `get pods` becomes `kubectl get pods` where only one root has a `get`.
 */
export function rooted(text: string, names: readonly string[]): string {
  const plain = text.replace(/^\/(?=[a-z])/u, '');
  const first = /^[a-z][a-z-]*/u.exec(plain)?.[0] ?? '';
  const parts = names.map((name) => name.split(' '));
  if (parts.some(([root]) => root === first)) return plain;
  const roots = new Set(parts.flatMap(([root = '', verb]) => (verb === first ? [root] : [])));
  return roots.size === 1 ? `${[...roots][0]} ${plain}` : text;
}

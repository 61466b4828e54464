// What kind of file a name or a snippet type stands for. Only the kinds an operations bot meets.
const KINDS: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  text: 'text/plain',
  log: 'text/plain',
  md: 'text/markdown',
  markdown: 'text/markdown',
  yaml: 'text/plain',
  yml: 'text/plain',
  json: 'application/json',
  javascript: 'text/plain',
  diff: 'text/plain',
  shell: 'text/plain',
  csv: 'text/csv',
  html: 'text/html',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  gz: 'application/gzip',
  zip: 'application/zip',
};

/** @returns Slack's file type and the media type */
export function kindOfFile(
  name: string,
  snippetType: string,
): { filetype: string; mimetype: string } {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const filetype = snippetType || extension || 'binary';
  const mimetype =
    KINDS[filetype] ?? (snippetType === '' ? 'application/octet-stream' : 'text/plain');
  return { filetype, mimetype };
}

// What a login shell of root on a node begins with.

/** Its variables; `more` are those that were set in it. */
export function nodeEnvironment(
  node: string,
  more: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  const own = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    USER: 'root',
    LOGNAME: 'root',
    SHELL: '/bin/bash',
    TERM: 'xterm-256color',
    HOSTNAME: node,
    ...more,
  }
  return new Map(Object.entries(own))
}

// Paths of the simulated file systems: always absolute, '/' between names, no '.' and no '..'.

/** Finds '//', '/.', '/..' and a slash at the end. */
const UNTIDY = /\/(\.{0,2})(\/|$)/

/** Makes `path`, seen from folder `cwd`, absolute and free of '.', '..' and doubled slashes. */
export function absolutePath(cwd: string, path: string): string {
  if (path.startsWith('/') && (path === '/' || !UNTIDY.test(path))) return path
  const names: string[] = []
  for (const name of `${path.startsWith('/') ? '' : cwd}/${path}`.split('/')) {
    if (name === '' || name === '.') continue
    if (name === '..') names.pop()
    else names.push(name)
  }
  return `/${names.join('/')}`
}

/** The folder of an absolute path; '/' for '/'. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? '/' : path.slice(0, slash)
}

/** The last name of a path; '/' for '/'. */
export function baseOf(path: string): string {
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  return trimmed === '/' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

/** `path` below folder `folder`, without doubled slashes. */
export function joinPath(folder: string, path: string): string {
  if (folder === '/') return absolutePath('/', path.startsWith('/') ? path : `/${path}`)
  return absolutePath('/', path.startsWith('/') ? folder + path : `${folder}/${path}`)
}

/** What is left of `path` below `folder` ('/a/b' below '/a' is '/b'), or undefined when it is not below. */
export function below(folder: string, path: string): string | undefined {
  if (folder === '/') return path
  if (path === folder) return '/'
  return path.startsWith(`${folder}/`) ? path.slice(folder.length) : undefined
}
